import { type KeptRow, rowsOf } from "../../bench/bench_file.ts";
import { loadTarget } from "../../bench/bench_targets.ts";
import { type Chart, commandsOf } from "./chart.ts";
import { type IntervalBar, intervalBars } from "./interval_bars.ts";
import { namedLoads } from "../readings/load_names.ts";
import { bytes, figure } from "../readings/number_format.ts";

/** The most memory of a process that loads and fits, activations aside, over its weight file. */
export function loadMemoryChart(kept: readonly KeptRow[]): Chart | null {
  const rows = namedLoads(rowsOf(kept, "model load"));
  if (rows.length === 0) return null;
  const bars = rows.map(({ name, peakOverWeights: peak }): IntervalBar => ({
    row: name,
    kind: "peak",
    estimate: peak,
    low: peak,
    high: peak,
    target: loadTarget.peakOverWeights,
    label: `${figure(peak)}×`,
  }));
  return {
    name: "load-memory",
    title: "Peak memory over the weights",
    reading: "The largest resident memory of any run, less what the steps themselves took, ÷ the " +
      "float32 weight file. A maximum, so without interval; the tick is the target. The table's " +
      "memory of two sessions counts a page once, however often it is mapped.",
    spec: intervalBars(bars, { axis: "times the weight file" }),
    values: rows.map(({ model, weights, peakBytes, activationBytes, weightBytes, ...row }) => ({
      model,
      weights,
      peakBytes,
      activationBytes,
      weightBytes,
      peakOverWeights: row.peakOverWeights,
      bytes: row.memory.proportionalBytes,
      bytesOfTwoSessions: row.memoryOfTwoSessions.proportionalBytes,
    })),
    table: {
      caption: "Memory",
      columns: [
        { name: "weights" },
        { name: "peak", numeric: true },
        { name: "activations", numeric: true },
        { name: "the rest ÷ weight file", numeric: true },
        { name: "one session", numeric: true },
        { name: "two sessions", numeric: true },
      ],
      rows: rows.map((row) => [
        row.name,
        bytes(row.peakBytes),
        bytes(row.activationBytes),
        `${figure(row.peakOverWeights)}×`,
        bytes(row.memory.proportionalBytes),
        bytes(row.memoryOfTwoSessions.proportionalBytes),
      ]),
    },
    commands: commandsOf(rows),
  };
}
