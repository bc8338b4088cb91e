/**
 * How the vectors move: one file an optimiser, and a line in each list here.
 *
 * @module
 */
import { adamW, type AdamWRule } from "./adamw.ts";
import { adamWByVector, type AdamWByVectorRule } from "./adamw_by_vector.ts";
import { lbfgs, type LbfgsRule } from "./lbfgs.ts";
import type { Optimiser } from "./optimiser.ts";

export type { Metric } from "./metric.ts";
export type { Descent, Optimiser, OptimiserState, Rates } from "./optimiser.ts";
export { type AdamWSettings, type AdamWState, adamWState, adamWStep } from "./adamw.ts";

export type { AdamWByVectorRule, AdamWRule, LbfgsRule };

/** A recipe's optimiser, as data; `by` names it. Rates that an optimiser wants are the recipe's. */
export type OptimiserRule = AdamWRule | AdamWByVectorRule | LbfgsRule;

const optimisers = {
  "adamw": adamW,
  "adamw by vector": adamWByVector,
  "lbfgs": lbfgs,
} satisfies Readonly<Record<OptimiserRule["by"], unknown>>;

/** @throws RangeError where there is no such optimiser */
export function optimiserOf({ by }: OptimiserRule): Optimiser<OptimiserRule> {
  // Each rule and state go to their own optimiser, which TypeScript cannot follow through a table.
  if (Object.hasOwn(optimisers, by)) return optimisers[by] as unknown as Optimiser<OptimiserRule>;
  const known = Object.keys(optimisers).join(", ");
  throw new RangeError(`Cannot use optimiser "${by}": known are ${known}`);
}
