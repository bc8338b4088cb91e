/**
 * How the vectors move: one file an optimiser, and one line here.
 *
 * @module
 */
import { adamW } from "./adamw.ts";
import { adamWByVector } from "./adamw_by_vector.ts";
import { lbfgs } from "./lbfgs.ts";
import type { Optimiser } from "./optimiser.ts";

export type { Descent, Optimiser, OptimiserState, Rates } from "./optimiser.ts";
export { type AdamWSettings, type AdamWState, adamWState, adamWStep } from "./adamw.ts";

const optimisers = {
  "adamw": adamW,
  "adamw by vector": adamWByVector,
  "lbfgs": lbfgs,
};

// deno-lint-ignore no-explicit-any -- whatever state an optimiser keeps
type RuleOf<O> = O extends Optimiser<infer Rule, any> ? Rule : never;

/** A recipe's optimiser, as data; `by` names it. Rates that an optimiser wants are the recipe's. */
export type OptimiserRule = RuleOf<typeof optimisers[keyof typeof optimisers]>;

/** @throws RangeError where there is no such optimiser */
export function optimiserOf({ by }: OptimiserRule): Optimiser<OptimiserRule> {
  // Each rule and state go to their own optimiser, which TypeScript cannot follow through a table.
  if (Object.hasOwn(optimisers, by)) return optimisers[by] as unknown as Optimiser<OptimiserRule>;
  const known = Object.keys(optimisers).join(", ");
  throw new RangeError(`Cannot use optimiser "${by}": known are ${known}`);
}
