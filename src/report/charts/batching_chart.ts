import { type KeptRow, rowsOf } from "../../bench/bench_file.ts";
import { batchingTarget } from "../../bench/bench_targets.ts";
import { type Chart, commandsOf } from "./chart.ts";
import { type IntervalBar, intervalBars } from "./interval_bars.ts";
import { figure } from "../readings/number_format.ts";
import { sizeNames } from "../readings/size_name.ts";

/** Fits a second B at a time over those one at a time. */
export function batchingChart(kept: readonly KeptRow[]): Chart | null {
  const rows = rowsOf(kept, "batching");
  if (rows.length === 0) return null;
  const nameOf = sizeNames(rows);
  const bars = rows.map(({ model, B, N, ratioToOneAtATime: ratio }): IntervalBar => ({
    row: `${nameOf({ model, B: 1, N })}, B = ${B}`,
    kind: "batched",
    ...ratio,
    target: N === batchingTarget.tokens && B > 1 ? batchingTarget.value : null,
    label: `${figure(ratio.estimate)}×`,
  }));
  return {
    name: "batching",
    title: "Fits a second, B texts at a time",
    reading: `The same ${rows[0].texts} texts for the same steps each, B at a time ÷ one at a ` +
      "time; a text that leaves makes room for the next. Every B took its turn in every round. " +
      "The line is the 95 % interval, the tick the target of the best B.",
    spec: intervalBars(bars, { axis: "times one at a time" }),
    values: rows.map((
      { B, N, texts, fitsPerSecond, filledShare, ratioToOneAtATime, agreement },
    ) => ({
      N,
      B,
      texts,
      fitsPerSecond,
      filledShare,
      ratio: ratioToOneAtATime.estimate,
      low: ratioToOneAtATime.low,
      high: ratioToOneAtATime.high,
      identicalTexts: agreement.identicalTexts,
      medianDifference: agreement.medianDifference,
      largestDifference: agreement.largestDifference,
    })),
    table: {
      caption: "Batches of fits against one at a time",
      columns: [
        { name: "N", numeric: true },
        { name: "B", numeric: true },
        { name: "fits a second", numeric: true },
        { name: "÷ one at a time", numeric: true },
        { name: "95 % interval", numeric: true },
        { name: "places filled", numeric: true },
        { name: "texts, same bits", numeric: true },
        { name: "median distance", numeric: true },
        { name: "largest", numeric: true },
      ],
      rows: rows.map((row) => [
        row.N,
        row.B,
        figure(row.fitsPerSecond),
        `${figure(row.ratioToOneAtATime.estimate)}×`,
        `${figure(row.ratioToOneAtATime.low)} to ${figure(row.ratioToOneAtATime.high)}`,
        `${figure(100 * row.filledShare)} %`,
        `${row.agreement.identicalTexts} of ${row.texts}`,
        row.agreement.medianDifference.toExponential(1),
        row.agreement.largestDifference.toExponential(1),
      ]),
    },
    commands: commandsOf(rows),
  };
}
