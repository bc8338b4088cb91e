import { breakEvens } from "../../claims/break_even.ts";
import { logDomain } from "./_log_axis.ts";
import { rowAxis } from "./_row_axis.ts";
import { throughputRows } from "../readings/throughput_rows.ts";
import { type Chart, commandsOf } from "./chart.ts";
import type { MeasuredFit, MeasuredThroughput } from "../readings/measured.ts";
import { count, duration, figure } from "../readings/number_format.ts";
import { ownSeries } from "../readings/own_series.ts";

/** How often a text must be read back until one pass has repaid its fit. */
export function f4BreakEvenChart(
  timings: readonly MeasuredThroughput[],
  fits: readonly MeasuredFit[],
): Chart | null {
  const series = ownSeries(fits);
  const paid = throughputRows(timings).flatMap(({ name, timings }) =>
    timings.flatMap((timing) => breakEvens(timing, fits)).map(({ fit, savedSeconds, decodes }) => ({
      row: name,
      series: series.find(({ items }) => items.includes(fit))!.name,
      tokens: fit.job.tokens,
      text: fit.job.text.id,
      seed: fit.job.seed,
      fitSeconds: fit.result.elapsedSeconds,
      savedSeconds,
      decodes,
      fit,
    }))
  );
  if (paid.length === 0) return null;
  const values = paid.map(({ fit: _, ...value }) => value);
  const timed = [...new Set(paid.map(({ row }) => row))];
  const paidTexts = timings.filter((timing) => breakEvens(timing, fits).length > 0).length;
  const drawn = values.filter((one) => one.decodes !== null);
  const scale = { domain: [...new Set(drawn.map((one) => one.series))] };
  return {
    name: "f4-break-even",
    title: "Decodes until the fit is repaid",
    reading:
      "The paper’s ratio leaves out what finding e and m costs. A mark is one exact fit of " +
      "the timed text: its share of the wall time of its batch, over what one pass saves against " +
      "decoding token by token once. Left of a mark, token by token is the cheaper way." +
      (paidTexts < timings.length ? " A timed text without such a fit has no mark." : "") +
      (drawn.length < values.length ? " Where one pass saves nothing there is no mark." : ""),
    spec: {
      height: 34 * timed.length,
      data: { values: drawn },
      encoding: {
        y: {
          field: "row",
          type: "nominal",
          scale: { domain: timed },
          axis: rowAxis,
        },
        x: {
          field: "decodes",
          type: "quantitative",
          scale: {
            type: "log",
            domain: logDomain(drawn.length > 0 ? drawn.map(({ decodes }) => decodes!) : [1], 1.5),
            nice: false,
          },
          axis: { title: "times a text is read back", format: ",~f", tickCount: 4 },
        },
      },
      layer: [
        {
          mark: { type: "point", filled: true, size: 80, opacity: 0.9 },
          encoding: {
            color: {
              field: "series",
              type: "nominal",
              scale,
              legend: { columns: 1, offset: 10, labelLimit: 440 },
            },
            shape: { field: "series", type: "nominal", scale },
            tooltip: [
              { field: "row", title: "row" },
              { field: "text", title: "text" },
              { field: "series", title: "fitted by" },
              { field: "decodes", title: "decodes", format: ",.0f" },
              { field: "fitSeconds", title: "fit, seconds", format: ",.2f" },
              { field: "savedSeconds", title: "saved a decode, seconds", format: ".3~g" },
            ],
          },
        },
      ],
    },
    values,
    table: {
      caption: "Decodes until the fit is repaid",
      columns: [
        { name: "timed" },
        { name: "text" },
        { name: "fitted by" },
        { name: "seed", numeric: true },
        { name: "fit", numeric: true },
        { name: "saved a decode", numeric: true },
        { name: "decodes", numeric: true },
      ],
      rows: values.map((one) => [
        one.row,
        one.text,
        one.series,
        one.seed,
        duration(one.fitSeconds),
        `${figure(1000 * one.savedSeconds)} ms`,
        one.decodes === null ? "never" : count(Math.ceil(one.decodes)),
      ]),
    },
    commands: commandsOf([...timings, ...paid.map(({ fit }) => fit)]),
  };
}
