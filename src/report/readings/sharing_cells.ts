import { mean } from "simple-statistics";
import type { JobRecord, Measured } from "../../records/record.ts";
import { published, valuesAt } from "../../paper/mod.ts";
import { bestOfK } from "../../statistics/mod.ts";
import { measured } from "../../records/measured.ts";
import { ownSeries } from "./own_series.ts";

export type MeasuredGroup = Measured<"group fit">;

/** What one text came to over the seeds of its groups. */
export interface TextOverSeeds {
  readonly text: string;
  readonly accuracy: number;
  readonly seeds: number;
}

/** Groups of one series, shared vector and size, one value a text. */
export interface SharingCell {
  readonly series: string;
  readonly shared: "e" | "m";
  readonly overSeeds: "max" | "mean";
  readonly groupSize: number;
  readonly texts: readonly TextOverSeeds[];
  readonly groups: readonly MeasuredGroup[];
}

/** What Table 2 prints. */
export const table2 = valuesAt(published.table2, "accuracy");

/** Restarts the paper allowed itself. */
const paperSeeds = 10;

/**
 * The group fits that Table 2 is about: PG-19 texts, groups of several sizes of the same N, each
 * group with a seed of its own. Lengths are series of their own.
 */
export function sharingCells(experiments: readonly JobRecord[]): SharingCell[] {
  const groups = measured(experiments, "group fit").filter(({ job }) =>
    job.memberSeeds === undefined && job.texts.every(({ source }) => source === "pg19")
  );
  const series = ownSeries(groups, { apart: [({ job }) => `N = ${job.tokens}`] });
  return series.flatMap(({ name, items }) => {
    const sizes = Map.groupBy(items, ({ job }) => `${job.shared} ${job.groupSize}`);
    if (new Set(items.map(({ job }) => job.groupSize)).size < 2) return [];
    return [...sizes.values()].flatMap((there) => cellsOf(name, there));
  });
}

function cellsOf(series: string, groups: readonly MeasuredGroup[]): SharingCell[] {
  const { shared, groupSize } = groups[0].job;
  const members = groups.flatMap(({ job, result }) =>
    job.texts.map(({ id }, i) => ({ id, accuracy: result.texts[i].accuracy }))
  );
  const byText = [...Map.groupBy(members, ({ id }) => id)].map(([text, of]) => ({
    text,
    accuracies: of.map(({ accuracy }) => accuracy),
  }));
  // Texts are only alike with as many restarts each.
  const restarts = Math.min(paperSeeds, ...byText.map(({ accuracies }) => accuracies.length));
  return (["max", "mean"] as const).map((overSeeds) => ({
    series,
    shared,
    overSeeds,
    groupSize,
    groups,
    texts: byText.map(({ text, accuracies }) => ({
      text,
      accuracy: overSeeds === "max" ? bestOfK(accuracies, restarts) : mean(accuracies),
      seeds: overSeeds === "max" ? restarts : accuracies.length,
    })),
  }));
}
