/**
 * How much each position counts in the loss: one file a lever, and one line here.
 *
 * @module
 */
import { focus } from "./focus.ts";
import { growth } from "./growth.ts";
import type { Positions, Weighting } from "./weighting.ts";

export type { Positions } from "./weighting.ts";

const weightings = { focus, growth };

type RuleOf<W> = W extends Weighting<infer Rule> ? Rule : never;

/** A recipe's weighting, as data; `by` names it. */
export type WeightingRule = RuleOf<typeof weightings[keyof typeof weightings]>;

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
