import { type KeptRow, rowsOf } from "../../bench/bench_file.ts";
import { nameOf } from "../../bench/bench_targets.ts";
import { type Chart, commandsOf } from "./chart.ts";
import { figure } from "../readings/number_format.ts";
import { sizeNames } from "../readings/size_name.ts";
import { type IntervalBar, intervalBars } from "./interval_bars.ts";
import { intervalTable } from "../tables/interval_table.ts";

/** Tokens a second of everyone who gets N tokens out of the model. */
export function decodingSpeedChart(kept: readonly KeptRow[]): Chart | null {
  const rows = rowsOf(kept, "one pass", "autoregressive");
  if (rows.length === 0) return null;
  const bars = rows.map((row): IntervalBar => ({
    row: `${sizeNames(rows)(row)}, ${row.what === "one pass" ? "one pass" : nameOf(row)}`,
    kind: row.decodes ?? row.what,
    ...row.tokensPerSecondInterval,
    target: null,
    label: figure(row.tokensPerSecond),
  }));
  return {
    name: "decoding-speed",
    title: "Tokens a second, one pass and decoders",
    reading: "Same weights, same threads, in turns. Two different bars: one pass says the text " +
      "its vectors hold; a decoder continues a prompt of one token and holds no text that was " +
      "chosen. The line is the 95 % interval, rounds drawn.",
    spec: intervalBars(bars, { axis: "tokens a second" }),
    values: bars.map(({ label: _, target: __, ...bar }) => bar),
    table: intervalTable(bars, { caption: "Tokens a second", quantity: "tokens a second" }),
    commands: commandsOf(rows),
  };
}
