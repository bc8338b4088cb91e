import { type KeptRow, rowsOf } from "../harness/bench/bench_file.ts";
import { loadTarget } from "../harness/bench/bench_targets.ts";
import { type Chart, commandsOf } from "./chart.ts";
import { type IntervalBar, intervalBars } from "./interval_bars.ts";
import { namedLoads } from "./load_names.ts";
import { bytes, figure } from "./number_format.ts";

/** The most memory of a process that loads and fits, over its weight file. */
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
    reading: "The largest resident memory of any run, two sessions in the process, ÷ the float32 " +
      "weight file. A maximum, so without interval; the tick is the target.",
    spec: intervalBars(bars, { axis: "times the weight file" }),
    values: rows.map(({ model, weights, peakBytes, weightBytes, peakOverWeights, ...row }) => ({
      model,
      weights,
      peakBytes,
      weightBytes,
      peakOverWeights,
      ownBytes: row.memory.anonymousBytes,
      ownBytesOfTwoSessions: row.memoryOfTwoSessions.anonymousBytes,
    })),
    table: {
      caption: "Memory",
      columns: [
        { name: "weights" },
        { name: "peak", numeric: true },
        { name: "÷ weight file", numeric: true },
        { name: "its own", numeric: true },
        { name: "its own with two sessions", numeric: true },
      ],
      rows: rows.map(({ name, peakBytes, peakOverWeights, memory, memoryOfTwoSessions }) => [
        name,
        bytes(peakBytes),
        `${figure(peakOverWeights)}×`,
        bytes(memory.anonymousBytes),
        bytes(memoryOfTwoSessions.anonymousBytes),
      ]),
    },
    commands: commandsOf(rows),
  };
}
