import { arrangementNamed, numericOf, recipeNamed } from "../proto/mod.ts";
import { keyOf, tokenIdsSha256 } from "../records/canonical.ts";
import type { FitJob } from "../records/record.ts";
import type { FitPlan } from "./fit_plan.ts";
import type { PlanContext } from "./plan_context.ts";

/** A job to run, with what it needs beside its own data. */
export interface PlannedFit {
  readonly key: string;
  readonly job: FitJob;
  /** The N target ids. */
  readonly targets: readonly number[];
}

/** What is to be fitted. */
export interface PlannedText {
  readonly id: string;
  readonly source: string;
  readonly targets: readonly number[];
}

/** One fit as a job. */
export function planFit(
  text: PlannedText,
  how: Pick<FitPlan, "recipe" | "arrangement" | "maxSteps"> & { readonly seed: number },
  { model, engine, fitsRunOn, codeSha256, numeric = "float32" }: Pick<
    PlanContext,
    "model" | "engine" | "fitsRunOn" | "codeSha256" | "numeric"
  >,
): PlannedFit {
  const { maxSteps, seed } = how;
  const job: FitJob = {
    kind: "fit",
    model,
    engine: {
      ...engine,
      ...fitsRunOn?.(text.targets.length),
      numeric: numericOf(how.recipe, numeric),
    },
    codeSha256,
    text: { id: text.id, source: text.source, tokenIdsSha256: tokenIdsSha256(text.targets) },
    tokens: text.targets.length,
    arrangement: arrangementNamed(how.arrangement).name,
    recipe: { ...recipeNamed(how.recipe, { maxSteps }) },
    seed,
  };
  return { key: keyOf(job), job, targets: text.targets };
}

/** Texts that share a seed start apart: the stream's index is read off the target's hash. */
export function initialIndex(tokenIdsSha256: string): number {
  return parseInt(tokenIdsSha256.slice(0, 12), 16);
}
