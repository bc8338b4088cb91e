import { type TimedModel, timedModels } from "../readings/timed_models.ts";
import { rowAxis } from "./_row_axis.ts";
import { throughputRows } from "../readings/throughput_rows.ts";
import { roomAfter } from "./_value_room.ts";
import { type Chart, commandsOf } from "./chart.ts";
import type { MeasuredThroughput } from "../readings/measured.ts";
import { figure } from "../readings/number_format.ts";

/** How many times faster one pass is, with the interval; a chart a model. */
export function throughputRatioCharts(jobs: readonly MeasuredThroughput[]): Chart[] {
  return timedModels(jobs).map(chartOf);
}

function chartOf({ jobs, slug, suffix }: TimedModel): Chart {
  const values = throughputRows(jobs).map(({ name, measured: { job, result, key } }) => ({
    row: name,
    tokens: job.tokens,
    ratio: result.ratio.estimate,
    low: result.ratio.low,
    high: result.ratio.high,
    label: `${figure(result.ratio.estimate)}×`,
    key,
  }));
  const highest = Math.max(...values.map(({ high }) => high));
  return {
    name: `throughput-ratio${slug}`,
    title: `How many times faster one pass is${suffix}`,
    reading: "One pass ÷ autoregressive, from the medians; the line is the 95 % bootstrap " +
      "interval over repetitions. It holds for this machine, engine and model.",
    spec: {
      height: 34 * values.length,
      data: { values },
      encoding: {
        y: { field: "row", type: "nominal", sort: null, axis: rowAxis },
        tooltip: [
          { field: "row", title: "row" },
          { field: "ratio", title: "ratio", format: ",.2f" },
          { field: "low", title: "from", format: ",.2f" },
          { field: "high", title: "to", format: ",.2f" },
        ],
      },
      layer: [
        {
          mark: { type: "rule", style: "interval" },
          encoding: {
            x: {
              field: "low",
              type: "quantitative",
              scale: { domain: [0, highest], nice: false, range: roomAfter(values) },
              axis: { title: "times faster", tickCount: 5 },
            },
            x2: { field: "high" },
          },
        },
        {
          mark: { type: "point", filled: true, shape: "diamond", size: 90, opacity: 1 },
          encoding: { x: { field: "ratio", type: "quantitative" } },
        },
        {
          mark: { type: "text", style: "value" },
          encoding: {
            x: { field: "high", type: "quantitative" },
            text: { field: "label" },
          },
        },
      ],
    },
    values: values.map(({ label: _, ...value }) => value),
    table: {
      caption: "One pass ÷ autoregressive",
      columns: [
        { name: "length" },
        { name: "ratio", numeric: true },
        { name: "95 % interval", numeric: true },
      ],
      rows: values.map(({ row, label, low, high }) => [
        row,
        label,
        `${figure(low)} to ${figure(high)}`,
      ]),
    },
    commands: commandsOf(jobs),
  };
}
