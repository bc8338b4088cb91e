import { type CellEstimate, gpuSpeedUp, type PlanEstimate } from "../harness/estimate.ts";
import { duration } from "./_duration.ts";

const head = [
  "model",
  "experiment",
  "recipe",
  "arrangement",
  "source",
  "N",
  "fits",
  "steps each",
  "likely",
  "at most",
];

/** A plan as text: one line a cell, then what it all comes to. */
export function planTable(estimate: PlanEstimate, { threads }: { threads: number }): string {
  const { cells, likelySeconds, atMostSeconds, diskBytes, basis } = estimate;
  const rows = [head, ...cells.map(rowOf)];
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => [...row[at]].length)));
  const lines = rows.map((row) =>
    row.map((text, at) => text + " ".repeat(widths[at] - [...text].length)).join("  ").trimEnd()
  );
  const hours = (seconds: number) => (seconds * threads / 3600).toPrecision(2);
  return [
    ...lines,
    "",
    `Core-hours: ${hours(likelySeconds)} likely, ${hours(atMostSeconds)} at most (${
      duration(likelySeconds)
    } and ${duration(atMostSeconds)} on ${threads} threads), by ${basis}.`,
    `GPU-hours: ${(likelySeconds / 3600 / gpuSpeedUp).toPrecision(2)} likely, were a GPU ` +
    `${gpuSpeedUp} times as fast: assumed, not measured.`,
    `Disk: ${(diskBytes / 1e9).toFixed(1)} GB, weights included. Nothing was run.`,
  ].join("\n");
}

function rowOf(cell: CellEstimate): string[] {
  const { model, kind, recipe, arrangement, source, tokens, fits, steps } = cell;
  return [
    model,
    cell.wholeBatch ? `its ${kind}s` : kind,
    recipe,
    arrangement,
    source,
    String(tokens),
    String(fits),
    `${cell.likelySteps} of ${steps}`,
    duration(cell.likelySeconds),
    duration(cell.atMostSeconds),
  ];
}
