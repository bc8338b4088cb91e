import type { Arrangement } from "./arrangement.ts";

/** Bounds on the share of N tokens that an arrangement can give back of a text, 0…1. */
export interface Attainable {
  /** What any arrangement reaches whose vectors can say any one token: that token, N times. */
  readonly always: number;
  /** What none goes beyond: outputs that see one vector alone are equal and say one token. */
  readonly most: number;
}

/**
 * What the algebra allows, before anything is fitted: rotary (or no) positions, causal attention,
 * no prefix. The proof is docs/theorems.md's. Where e is shared it says more; see there.
 */
export function attainableAccuracy(
  arrangement: Arrangement,
  targets: readonly number[],
): Attainable {
  const tokens = targets.length;
  const alike = equalOutputs(arrangement, tokens);
  return {
    always: commonest(targets) / tokens,
    most: (commonest(targets.slice(0, alike)) + tokens - alike) / tokens,
  };
}

/** How many of the N scored outputs, from the first on, see nothing but copies of one vector. */
export function equalOutputs(arrangement: Arrangement, tokens: number): number {
  const inputs = arrangement.inputs(tokens);
  const other = inputs.findIndex((vector) => vector !== inputs[0]);
  const run = other === -1 ? inputs.length : other;
  return Math.max(0, run - (inputs.length - tokens));
}

/** How often the commonest of some tokens comes. */
function commonest(targets: readonly number[]): number {
  return Math.max(0, ...[...Map.groupBy(targets, (id) => id).values()].map(({ length }) => length));
}
