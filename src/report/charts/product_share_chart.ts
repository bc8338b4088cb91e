import { type KeptRow, rowsOf } from "../../bench/bench_file.ts";
import { productShareTarget } from "../../bench/bench_targets.ts";
import { type Chart, commandsOf } from "./chart.ts";
import { type IntervalBar, intervalBars } from "./interval_bars.ts";
import { intervalTable } from "../tables/interval_table.ts";
import { figure } from "../readings/number_format.ts";
import { sizeNames } from "../readings/size_name.ts";

/** How much of a step its matrix products with the weights would take alone. */
export function productShareChart(kept: readonly KeptRow[]): Chart | null {
  const rows = rowsOf(kept, "product share");
  if (rows.length === 0) return null;
  const { from, value } = productShareTarget;
  const nameOf = sizeNames(rows);
  const bars = rows.map(({ share, ...row }): IntervalBar => ({
    row: nameOf(row),
    kind: "products",
    ...share,
    target: row.B * row.N >= from ? value : null,
    label: figure(share.estimate),
  }));
  return {
    name: "product-share",
    title: "What a step’s matrix products take of it",
    reading: "The step’s own products with the frozen weights, compiled alone and timed in turns " +
      `with the step: the floor under its time. The tick is the target for B·N ≥ ${from}.`,
    spec: intervalBars(bars, { axis: "of the step’s time" }),
    values: bars.map(({ label: _, kind: __, ...bar }) => bar),
    table: intervalTable(bars, { caption: "Products ÷ step", quantity: "share" }),
    commands: commandsOf(rows),
  };
}
