/**
 * How much each position counts in the loss: one file a lever, and a line in each list here.
 *
 * @module
 */
import { focus, type FocusRule } from "./focus.ts";
import { growth, type GrowthRule } from "./growth.ts";
import { stuck, type StuckRule } from "./stuck.ts";
import type { Positions, Weighting } from "./weighting.ts";

export type { Positions } from "./weighting.ts";

export type { FocusRule, GrowthRule, StuckRule };

/** A recipe's weighting, as data; `by` names it. */
export type WeightingRule = FocusRule | GrowthRule | StuckRule;

const weightings = { focus, growth, stuck } satisfies Readonly<
  Record<WeightingRule["by"], unknown>
>;

/**
 * Weights [N] of a text's positions; without a rule all are 1.
 *
 * @throws RangeError where there is no such weighting
 */
export function positionWeights(
  rule: WeightingRule | undefined,
  positions: Positions,
): Float32Array {
  if (rule === undefined) return new Float32Array(positions.tokens).fill(1);
  if (!Object.hasOwn(weightings, rule.by)) {
    const known = Object.keys(weightings).join(", ");
    throw new RangeError(`Cannot weight positions by "${rule.by}": known are ${known}`);
  }
  return (weightings[rule.by] as Weighting<WeightingRule>)(rule, positions);
}
