import { type KeptRow, rowsOf } from "../../bench/bench_file.ts";
import { stepRatioTarget } from "../../bench/bench_targets.ts";
import { type Chart, commandsOf } from "./chart.ts";
import { type IntervalBar, intervalBars } from "./interval_bars.ts";
import { intervalTable } from "../tables/interval_table.ts";
import { figure } from "../readings/number_format.ts";
import { sizeNames } from "../readings/size_name.ts";

const peers = [
  { kind: "PyTorch eager", peer: "eager", key: "ratioToPyTorchEager" },
  { kind: "torch.compile", peer: "compile", key: "ratioToPyTorchCompile" },
] as const;

/** Our fit step's time over PyTorch's. */
export function stepRatioChart(kept: readonly KeptRow[]): Chart | null {
  const rows = rowsOf(kept, "fit step").filter(({ who }) => who === "onepass");
  const nameOf = sizeNames(rows);
  const bars = rows.flatMap((row) =>
    peers.flatMap(({ kind, peer, key }): IntervalBar[] => {
      const ratio = row[key];
      if (ratio === undefined) return [];
      return [{
        row: nameOf(row),
        kind,
        ...ratio,
        target: stepRatioTarget(peer, row),
        label: figure(ratio.estimate),
      }];
    })
  );
  if (bars.length === 0) return null;
  return {
    name: "step-ratio",
    title: "Our fit step over PyTorch’s",
    reading: "Time of one fit step (forward, gradient, AdamW) ÷ the same step in PyTorch, same " +
      "weights, same threads, taken in turns; less is faster. The line is the 95 % interval, " +
      "the tick the target.",
    spec: intervalBars(bars, { axis: "of PyTorch’s time" }),
    values: bars.map(({ label: _, ...bar }) => bar),
    table: intervalTable(bars, { caption: "Our step ÷ PyTorch’s", quantity: "ratio" }),
    commands: commandsOf(rows.filter((row) => peers.some(({ key }) => row[key] !== undefined))),
  };
}
