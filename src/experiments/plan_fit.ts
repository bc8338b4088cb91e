import {
  arrangementNamed,
  type Metric,
  numericOf,
  type Recipe,
  recipeNamed,
} from "../proto/mod.ts";
import { keyOf, tokenIdsSha256 } from "../records/canonical.ts";
import type { FitJob, TextIdentity } from "../records/record.ts";
import type { FitPlan } from "./fit_plan.ts";
import type { PlanContext } from "./plan_context.ts";
import { readyRecipe } from "./ready_recipe.ts";

/** A job to run, with what it needs beside its own data. */
export interface PlannedFit {
  readonly key: string;
  readonly job: FitJob;
  /** The N target ids. */
  readonly targets: readonly number[];
  /** [K, D]: where it begins, under a recipe that names vectors found before. */
  readonly given?: Float32Array;
  /** Under a recipe whose optimiser names one. */
  readonly metric?: Metric;
}

/** What is to be fitted. */
export interface PlannedText {
  readonly id: string;
  readonly source: string;
  readonly targets: readonly number[];
  /** As a {@linkcode TextIdentity} has it. */
  readonly standIn?: string;
}

/** A text as jobs name it. */
export function textIdentity({ id, source, targets, standIn }: PlannedText): TextIdentity {
  const identity = { id, source, tokenIdsSha256: tokenIdsSha256(targets) };
  return standIn === undefined ? identity : { ...identity, standIn };
}

/** One fit as a job. */
export function planFit(
  text: PlannedText,
  how: Pick<FitPlan, "arrangement" | "maxSteps"> & {
    /** Of the list, or one of one's own. */
    readonly recipe: string | Recipe;
    readonly seed: number;
    /** [K, D] of another text's solution, for a recipe that begins at one. */
    readonly neighbour?: Float32Array;
  },
  { model, engine, fitsRunOn, codeSha256, numeric = "float32", starts }: Pick<
    PlanContext,
    "model" | "engine" | "fitsRunOn" | "codeSha256" | "numeric" | "starts"
  >,
): PlannedFit {
  const { seed, neighbour } = how;
  const { name: arrangement } = arrangementNamed(how.arrangement);
  const named = typeof how.recipe === "string" ? recipeNamed(how.recipe) : how.recipe;
  const whole = { ...named, maxSteps: how.maxSteps ?? named.maxSteps };
  const { recipe, ...brought } = readyRecipe(whole, {
    model: model.id,
    arrangement,
    starts,
    neighbour,
  });
  const job: FitJob = {
    kind: "fit",
    model,
    engine: {
      ...engine,
      ...fitsRunOn?.(text.targets.length),
      numeric: numericOf(recipe.name, numeric),
    },
    codeSha256,
    text: textIdentity(text),
    tokens: text.targets.length,
    arrangement,
    recipe: { ...recipe },
    seed,
  };
  return { key: keyOf(job), job, targets: text.targets, ...brought };
}

/** Texts that share a seed start apart: the stream's index is read off the target's hash. */
export function initialIndex(tokenIdsSha256: string): number {
  return parseInt(tokenIdsSha256.slice(0, 12), 16);
}
