import { recipeNamed } from "../proto/mod.ts";
import { controlVariants } from "../experiments/control_variants.ts";
import { batchOf, partsOf, type Profile } from "./profile.ts";

/** Jobs of a profile that differ in text and seed alone, before any model is at hand. */
export interface PlanCell {
  readonly model: string;
  /** "fit" or the kind of an experiment. */
  readonly kind: string;
  readonly recipe: string;
  readonly arrangement: string;
  readonly source: string;
  readonly tokens: number;
  /** Fits, or runs of an experiment's own fit. */
  readonly fits: number;
  /** Most optimiser steps of each; 0 where nothing is fitted anew. */
  readonly steps: number;
  readonly batch: number;
}

/** An experiment's entry, as far as counting goes; kinds have other fields besides. */
interface Entry {
  readonly kind: string;
  readonly recipe?: string;
  readonly arrangement?: string;
  readonly source?: string;
  readonly texts?: number;
  readonly tokens?: number | readonly number[];
  readonly seeds?: readonly number[];
  readonly maxSteps?: number;
  readonly memVectors?: readonly number[];
  readonly shared?: string | null | readonly string[];
  readonly contexts?: number;
  readonly continuations?: number;
  readonly variants?: readonly string[];
  readonly trainingTexts?: number;
}

/** A profile as cells, in its order. Fits that several entries share are counted in each. */
export function cellsOf(profile: Profile): PlanCell[] {
  return partsOf(profile).flatMap((part) => {
    const entries = [
      ...part.fits.map((fit): Entry => ({ ...fit, kind: "fit" })),
      ...(part.experiments ?? []) as readonly Entry[],
    ];
    return entries.flatMap((entry) =>
      [entry.tokens ?? []].flat().map((tokens): PlanCell => {
        const { kind, recipe = "paper", maxSteps } = entry;
        return {
          model: part.model,
          kind,
          recipe,
          arrangement: entry.arrangement ?? (kind === "cramming" ? "[mem]…" : "[e][m]×(N−1)"),
          source: entry.source ?? "generated",
          tokens,
          fits: countOf(entry),
          steps: recipeNamed(recipe, { maxSteps }).maxSteps,
          batch: ["cramming", "group fit", "control"].includes(kind) ? 1 : batchOf(part),
        };
      })
    );
  });
}

function countOf(entry: Entry): number {
  const { kind, texts = 1, seeds = [1], memVectors = [1], shared } = entry;
  if (kind === "distances") {
    const { contexts = 1, continuations = 1 } = entry;
    return contexts * (continuations - 1 + seeds.length);
  }
  if (kind === "group fit") {
    const { groupSizes = [1] } = entry as { groupSizes?: readonly number[] };
    // Every text takes part once for each group size, whichever group it is in.
    return texts * seeds.length * groupSizes.length * [shared].flat().length;
  }
  if (kind === "control") {
    const { variants = controlVariants } = entry;
    return texts * seeds.length * new Set(["none", ...variants]).size;
  }
  if (kind === "held-out m") {
    const { trainingTexts = 1 } = entry;
    return seeds.length * (trainingTexts + 3 * (texts - trainingTexts));
  }
  return texts * seeds.length * (kind === "cramming" ? memVectors.length : 1);
}
