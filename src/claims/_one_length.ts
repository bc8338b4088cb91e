import type { FitJob } from "../records/record.ts";
import { fewestClusters } from "../statistics/mod.ts";
import { byModel, paperArrangement } from "./evidence.ts";

/** A job of solutions, as far as it has to be like another one to be taken together with it. */
interface AlikeJob extends Pick<FitJob, "model" | "recipe" | "tokens" | "arrangement"> {
  /** Which vector the solutions share, where some do. */
  readonly shared?: "e" | "m" | null;
  /** Of a job that is about one text. */
  readonly text?: { readonly source: string };
}

/**
 * Each model's jobs of natural text and the paper's arrangement that are alike: one recipe, one
 * length N, one vector shared or none. What lies between two solutions, or how far they are apart,
 * differs with each of these, so that a mean over several would be decided by how many of each were
 * run.
 *
 * Chosen is the longest length at which there are six units (five in the paper's Figure 7, hence
 * `enough`), or the one that has most where none has so many; of a length the solutions that share m,
 * as the paper's do, then the recipe that more were made by. What came out plays no part in it.
 */
export function ofOneLength<T extends { readonly job: AlikeJob }>(
  items: readonly T[],
  { unitsOf, enough = fewestClusters }: {
    /** What intervals are taken over: an item's text, or its contexts. */
    readonly unitsOf: (item: T) => Iterable<string>;
    readonly enough?: number;
  },
): [model: string, alike: T[]][] {
  const meant = items.filter(({ job }) =>
    job.arrangement === paperArrangement && job.text?.source !== "random"
  );
  return byModel(meant).map(([model, ofModel]) => {
    const alike = Map.groupBy(
      ofModel,
      ({ job }) => `${job.tokens} ${job.shared ?? ""} ${job.recipe.name} ${job.recipe.maxSteps}`,
    );
    const sets = [...alike.values()].map((of) => ({
      of,
      job: of[0].job,
      units: Math.min(enough, new Set(of.flatMap((one) => [...unitsOf(one)])).size),
    }));
    sets.sort((a, b) =>
      b.units - a.units || b.job.tokens - a.job.tokens ||
      Number(b.job.shared === "m") - Number(a.job.shared === "m") ||
      b.of.length - a.of.length || (a.job.recipe.name < b.job.recipe.name ? -1 : 1)
    );
    return [model, sets[0].of];
  });
}

/** That jobs of other lengths, recipes or ways of sharing were left out; "" where there are none. */
export function othersLeftOut(
  items: readonly unknown[],
  alike: readonly (readonly [string, readonly unknown[]])[],
): string {
  const used = alike.reduce((sum, [, of]) => sum + of.length, 0);
  return used === items.length
    ? ""
    : " Of several lengths, recipes or ways to share, one is judged: the longest length that enough " +
      "were run at, whatever came out.";
}
