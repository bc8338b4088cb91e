import { published } from "../harness/paper/mod.ts";
import type { SolutionPair } from "../harness/claims/experiment_records.ts";
import { type Setting, settingsOf } from "./_settings.ts";
import type { measuredExperiments } from "./measured.ts";

export type MeasuredDistances = ReturnType<typeof measuredExperiments<"distances">>[number];

/** How two solutions belong together, nearest first; one colour each in Figures 5 and 6. */
export const relations: readonly SolutionPair["relation"][] = [
  "same text",
  "same context",
  "different context",
];

/** How many contexts and continuations the paper's own figures have, and what it leaves open. */
export const paperDistances = (() => {
  const count = (of: string) => published.figure5.values.find((value) => value.at.of === of)!.value;
  return `The paper’s has ${count("contexts")} PG-19 contexts with ` +
    `${count("continuations of a context")} continuations each and m shared; it names neither ` +
    "the model nor N.";
})();

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
