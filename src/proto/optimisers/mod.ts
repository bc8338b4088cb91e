/**
 * How the vectors move: one file an optimiser, and one line here.
 *
 * @module
 */
import { adamW, type AdamWSettings } from "./adamw.ts";
import { adamWByVector } from "./adamw_by_vector.ts";
import type { Optimiser } from "./optimiser.ts";

export type { Descent, Optimiser, OptimiserState } from "./optimiser.ts";
export { type AdamWSettings, type AdamWState, adamWState, adamWStep } from "./adamw.ts";

const optimisers = {
  "adamw": adamW,
  "adamw by vector": adamWByVector,
};

/** A recipe's optimiser; what it reads beside the fields every recipe has is in `settings`. */
export type OptimiserName = keyof typeof optimisers;

/** @throws RangeError where there is no such optimiser */
export function optimiserNamed(name: string): Optimiser<AdamWSettings> {
  if (Object.hasOwn(optimisers, name)) {
    return optimisers[name as OptimiserName] as Optimiser<AdamWSettings>;
  }
  const known = Object.keys(optimisers).join(", ");
  throw new RangeError(`Cannot use optimiser "${name}": known are ${known}`);
}
