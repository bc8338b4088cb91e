/**
 * When a start is given up for the next: one file a lever, and one line here.
 *
 * @module
 */
import type { Ending, StartSoFar } from "./ending.ts";
import { restart } from "./restart.ts";

export type { StartSoFar } from "./ending.ts";
export type { RestartRule } from "./restart.ts";

/** By the field of the recipe that holds the rule; a recipe without the field has no such lever. */
const endings = { restart };

/** What a recipe may say of each. */
export type EndingRules = {
  readonly [Name in keyof typeof endings]?: typeof endings[Name] extends Ending<infer Rule> ? Rule
    : never;
};

/** Whether any lever gives the start up. */
export function isGivenUp(rules: EndingRules, start: StartSoFar): boolean {
  return Object.entries(endings).some(([name, ending]) => {
    const rule = rules[name as keyof EndingRules];
    return rule !== undefined && (ending as Ending<typeof rule>)(rule, start);
  });
}
