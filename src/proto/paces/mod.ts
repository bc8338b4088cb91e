/**
 * What the learning rate is multiplied with: one file a lever, and one line here.
 *
 * @module
 */
import type { Moment, Pace } from "./pace.ts";
import { rates } from "./rates.ts";
import { schedule } from "./schedule.ts";

export type { Moment } from "./pace.ts";

/** By the field of the recipe that holds the rule; a recipe without the field has no such lever. */
const paces = { rates, schedule };

/** What a recipe may say of each. */
export type PaceRules = {
  readonly [Name in keyof typeof paces]?: typeof paces[Name] extends Pace<infer Rule> ? Rule
    : never;
};

/** The product of all that a recipe says. */
export function paceOf(rules: PaceRules, moment: Moment): number {
  return Object.entries(paces).reduce((factor, [name, pace]) => {
    const rule = rules[name as keyof PaceRules];
    return rule === undefined ? factor : factor * (pace as Pace<typeof rule>)(rule, moment);
  }, 1);
}
