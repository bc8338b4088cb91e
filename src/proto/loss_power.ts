import type { Value } from "../graph/mod.ts";
import { multiply } from "../kernels/mod.ts";

/** Powers that a recipe can raise the positions' losses to. */
export const lossPowers: readonly LossPower[] = [1, 2, 3];

/** The power whose mean a fit descends; 1 is the cross-entropy itself. */
export type LossPower = 1 | 2 | 3;

/** `losses`, each to that power. */
export function raised(losses: Value, power: LossPower): Value {
  return power === 1 ? losses : multiply(losses, raised(losses, power - 1 as LossPower));
}
