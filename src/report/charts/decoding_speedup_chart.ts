import { type KeptRow, rowsOf } from "../../bench/bench_file.ts";
import { decodingTargets, nameOf } from "../../bench/bench_targets.ts";
import { type Chart, commandsOf } from "./chart.ts";
import { type IntervalBar, intervalBars } from "./interval_bars.ts";
import { intervalTable } from "../tables/interval_table.ts";
import { figure } from "../readings/number_format.ts";
import { sizeNames } from "../readings/size_name.ts";

/** How many times as fast one pass is as each decoder. */
export function decodingSpeedupChart(kept: readonly KeptRow[]): Chart | null {
  const rows = rowsOf(kept, "autoregressive").filter(({ onePassSpeedup }) => onePassSpeedup);
  if (rows.length === 0) return null;
  const bars = rows.map((row): IntervalBar => ({
    row: `${sizeNames(rows)(row)}, ${nameOf(row)}`,
    kind: row.who === "onepass" ? "our own decoder" : "another library",
    ...row.onePassSpeedup!,
    target: decodingTargets.find(({ tokens }) => tokens === row.N)?.value ?? null,
    label: `${figure(row.onePassSpeedup!.estimate)}×`,
  }));
  return {
    name: "decoding-speedup",
    title: "One pass over each decoder",
    reading: "A decoder’s time for N tokens ÷ one pass’s, in turns on the same weights. Our own " +
      "decoder is the same engine’s; the other libraries continue a prompt. The line is the " +
      "95 % interval, the tick the target against the fastest.",
    spec: intervalBars(bars, { axis: "times as fast" }),
    values: bars.map(({ label: _, ...bar }) => bar),
    table: intervalTable(bars, { caption: "One pass over each decoder", quantity: "speedup" }),
    commands: commandsOf(rows),
  };
}
