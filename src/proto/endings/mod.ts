/**
 * When a start is given up for the next: one file a lever, and a line in each list here.
 *
 * @module
 */
import type { Ending, StartSoFar } from "./ending.ts";
import { restart, type RestartRule } from "./restart.ts";

export type { StartSoFar } from "./ending.ts";
export type { RestartRule };

/** What a recipe may say of when a start is given up; without a field it has no such lever. */
export interface EndingRules {
  /** null: the first start has the whole budget. */
  readonly restart?: RestartRule | null;
}

/** By the field of the recipe that holds the rule. */
const endings = { restart } satisfies Readonly<Record<keyof EndingRules, unknown>>;

/** Whether any lever gives the start up. */
export function isGivenUp(rules: EndingRules, start: StartSoFar): boolean {
  return Object.entries(endings).some(([name, ending]) => {
    const rule = rules[name as keyof EndingRules];
    return rule !== undefined && (ending as Ending<typeof rule>)(rule, start);
  });
}
