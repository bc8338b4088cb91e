/**
 * What the learning rate is multiplied with: one file a lever, and a line in each list here.
 *
 * @module
 */
import type { Moment, Pace } from "./pace.ts";
import { rates, type RatesRule } from "./rates.ts";
import { schedule, type ScheduleRule } from "./schedule.ts";

export type { Moment } from "./pace.ts";

export type { RatesRule, ScheduleRule };

/** What a recipe may say of its learning rate's pace; without a field it has no such lever. */
export interface PaceRules {
  /** Shares of it for e, m, …; default 1. */
  readonly rates?: RatesRule;
  /** How it changes on the way. */
  readonly schedule?: ScheduleRule;
}

/** By the field of the recipe that holds the rule. */
const paces = { rates, schedule } satisfies Readonly<Record<keyof PaceRules, unknown>>;

/** The product of all that a recipe says. */
export function paceOf(rules: PaceRules, moment: Moment): number {
  return Object.entries(paces).reduce((factor, [name, pace]) => {
    const rule = rules[name as keyof PaceRules];
    return rule === undefined ? factor : factor * (pace as Pace<typeof rule>)(rule, moment);
  }, 1);
}
