import { type KeptRow, rowsOf } from "../../bench/bench_file.ts";
import { type Chart, commandsOf } from "./chart.ts";
import { type IntervalBar, intervalBars } from "./interval_bars.ts";
import { figure } from "../readings/number_format.ts";

/** How step, compile time and memory grow along each axis, beside how their work does. */
export function growthExponentsChart(kept: readonly KeptRow[]): Chart | null {
  const rows = rowsOf(kept, "growth exponent");
  if (rows.length === 0) return null;
  const bars = rows.map(({ of, over, from, to, exponent, workExponent }): IntervalBar => ({
    row: `${over} ${from} to ${to}`,
    kind: of,
    ...exponent,
    target: workExponent ?? null,
    label: figure(exponent.estimate),
  }));
  return {
    name: "growth-exponents",
    title: "Growth: exponents",
    reading: "y ∝ x^exponent, fitted on logarithms over made-up models. The tick is the exponent " +
      "of the step’s own operations: a bar beyond it would grow faster than its work. The line " +
      "is the 95 % interval, rounds drawn.",
    spec: intervalBars(bars, { axis: "exponent" }),
    values: rows.map(({ of, over, from, to, exponent, workExponent }) => ({
      of,
      over,
      from,
      to,
      exponent: exponent.estimate,
      low: exponent.low,
      high: exponent.high,
      workExponent: workExponent ?? null,
    })),
    table: {
      caption: "Growth exponents",
      columns: [
        { name: "of" },
        { name: "over" },
        { name: "exponent", numeric: true },
        { name: "95 % interval", numeric: true },
        { name: "of the work", numeric: true },
      ],
      rows: rows.map(({ of, over, from, to, exponent, workExponent }) => [
        of,
        `${over} ${from} to ${to}`,
        figure(exponent.estimate),
        `${figure(exponent.low)} to ${figure(exponent.high)}`,
        workExponent === undefined ? null : figure(workExponent),
      ]),
    },
    commands: commandsOf(rows),
  };
}
