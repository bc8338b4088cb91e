import { published, valueAt } from "../../paper/mod.ts";
import type { SolutionPair } from "../../records/experiment_records.ts";
import { type Setting, settingsOf } from "./settings.ts";
import type { Measured } from "../../records/record.ts";

export type MeasuredDistances = Measured<"distances">;

/** How two solutions belong together, nearest first; one colour each in Figures 5 and 6. */
export const relations: readonly SolutionPair["relation"][] = [
  "same text",
  "same context",
  "different context",
];

const paperCount = (of: string) => valueAt(published.figure5, "count", { of }).value;

/** How many contexts and continuations the paper's own figures have, and what it leaves open. */
export const paperDistances = `The paper’s has ${paperCount("contexts")} PG-19 contexts with ` +
  `${paperCount("continuations of a context")} continuations each and m shared; it names neither ` +
  "the model nor N.";

/** Distances that one chart may show. */
export function distanceSettings(
  distances: readonly MeasuredDistances[],
): Setting<MeasuredDistances>[] {
  return settingsOf(distances, {
    apart: [({ job }) => job.shared === null ? "m not shared" : `${job.shared} shared by all`],
  });
}

/** At most so many of the values, evenly spread over their order. */
export function thinned<T>(values: readonly T[], most: number): readonly T[] {
  if (values.length <= most) return values;
  return Array.from(
    { length: most },
    (_, i) => values[Math.round(i * (values.length - 1) / (most - 1))],
  );
}
