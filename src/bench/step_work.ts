import { initialVectors, recipeNamed } from "../proto/mod.ts";
import { seeds, stream } from "../random/mod.ts";
import type { StepSize, StepWork } from "./contestant.ts";

/** What the inputs must fit. */
export interface StepInputs {
  /** K, the arrangement's trained vectors. */
  readonly vectors: number;
  /** D. */
  readonly width: number;
  /** V. */
  readonly vocabulary: number;
}

/** Ids below are control tokens in most vocabularies. */
const firstId = 100;

/**
 * Steps from the paper's start towards random tokens. A step's time does not depend on which
 * tokens; random ones are sure not to be reached within the run, which would end it early.
 */
export function stepWork(
  { batch, tokens, warmUpSteps, steps }: StepSize & Pick<StepWork, "warmUpSteps" | "steps">,
  { vectors, width, vocabulary }: StepInputs,
): StepWork {
  const { seed } = seeds.bench;
  const ids = stream(seed, "bench-targets", tokens);
  const from = Math.min(firstId, vocabulary - 1);
  return {
    batch,
    tokens,
    seed,
    warmUpSteps,
    steps,
    starts: Array.from(
      { length: batch },
      (_, index) => initialVectors(recipeNamed("paper"), { seed, index, size: vectors * width }),
    ),
    targets: Array.from(
      { length: batch },
      () => Array.from({ length: tokens }, () => from + ids.integer(vocabulary - from)),
    ),
  };
}
