import { type KeptRow, rowsOf } from "../../bench/bench_file.ts";
import { type Chart, commandsOf } from "./chart.ts";
import { type IntervalBar, intervalBars } from "./interval_bars.ts";
import { figure } from "../readings/number_format.ts";
import { sizeNames } from "../readings/size_name.ts";

/** Operators drawn; the table has them all. */
const most = 10;

/** Where a step's time goes, by operator, as the engine's own profiler says. */
export function operatorSharesChart(kept: readonly KeptRow[]): Chart | null {
  const rows = rowsOf(kept, "operator profile");
  if (rows.length === 0) return null;
  const named = rows.map((row) => ({ ...row, kind: sizeNames(rows)(row) }));
  const total = new Map<string, number>();
  for (const { operators } of rows) {
    for (const { operator, share } of operators) {
      total.set(operator, (total.get(operator) ?? 0) + share);
    }
  }
  const largest = [...total].sort(([, a], [, b]) => b - a).slice(0, most).map(([name]) => name);
  const bars = largest.flatMap((name) =>
    named.flatMap(({ kind, operators }) =>
      operators.filter(({ operator }) => operator === name).map((one): IntervalBar => ({
        row: name,
        kind,
        ...one.shareInterval,
        target: null,
        label: `${figure(100 * one.share)} %`,
      }))
    )
  );
  const values = named.flatMap(({ model, B, N, operators }) =>
    operators.map(({ operator, calls, milliseconds, share, shareInterval }) => ({
      model,
      B,
      N,
      operator,
      calls,
      milliseconds,
      share,
      low: shareInterval.low,
      high: shareInterval.high,
    }))
  );
  return {
    name: "operator-shares",
    title: "Where a step’s time goes, by operator",
    reading: `Shares of the time in all operators, by the engine’s own profiler; the ${most} ` +
      "largest. Gemm are the products with the frozen weights. The line is the 95 % interval, " +
      "runs drawn.",
    spec: intervalBars(bars, { axis: "of the time in operators" }),
    values,
    table: {
      caption: "Time by operator",
      columns: [
        { name: "size" },
        { name: "operator" },
        { name: "calls", numeric: true },
        { name: "ms a step", numeric: true },
        { name: "share", numeric: true },
        { name: "95 % interval", numeric: true },
      ],
      rows: values.map(({ model, B, N, operator, calls, milliseconds, share, low, high }) => [
        sizeNames(rows)({ model, B, N }),
        operator,
        figure(calls),
        figure(milliseconds),
        `${figure(100 * share)} %`,
        `${figure(100 * low)} to ${figure(100 * high)} %`,
      ]),
    },
    commands: commandsOf(rows),
  };
}
