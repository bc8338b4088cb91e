import { type TimedModel, timedModels } from "../readings/timed_models.ts";
import { rowAxis } from "./_row_axis.ts";
import { throughputRows } from "../readings/throughput_rows.ts";
import { roomAfter } from "./_value_room.ts";
import { type Chart, commandsOf } from "./chart.ts";
import type { MeasuredThroughput } from "../readings/measured.ts";
import { count, figure } from "../readings/number_format.ts";

const kinds = ["one pass", "autoregressive"] as const;

/** Tokens per second of both kinds of reconstruction, a chart a model: their scales are far apart. */
export function throughputCharts(jobs: readonly MeasuredThroughput[]): Chart[] {
  return timedModels(jobs).map(chartOf);
}

/** Bars from the medians, a tick a sample. */
function chartOf({ jobs, slug, suffix }: TimedModel): Chart {
  const rows = throughputRows(jobs);
  const bars = rows.flatMap(({ name, measured: { job, result, key } }) =>
    kinds.map((kind) => {
      const onePass = kind === "one pass";
      const tokensPerSecond = onePass
        ? result.onePassTokensPerSecond
        : result.autoregressiveTokensPerSecond;
      const times = onePass ? result.onePassMilliseconds : result.autoregressiveMilliseconds;
      const ratio = onePass ? ` (${figure(result.ratio.estimate)}×)` : "";
      return {
        row: name,
        kind,
        tokens: job.tokens,
        tokensPerSecond,
        label: figure(tokensPerSecond) + ratio,
        // Beyond the fastest repetition, so that no tick runs through the figures.
        labelAt: Math.max(tokensPerSecond, 1000 * job.tokens / Math.min(...times)),
        key,
      };
    })
  );
  const samples = rows.flatMap(({ name, measured: { job, result } }) =>
    kinds.flatMap((kind) => {
      const times = kind === "one pass"
        ? result.onePassMilliseconds
        : result.autoregressiveMilliseconds;
      return times.map((milliseconds, repetition) => ({
        row: name,
        kind,
        tokens: job.tokens,
        repetition: repetition + 1,
        milliseconds,
        tokensPerSecond: 1000 * job.tokens / milliseconds,
      }));
    })
  );
  const fastest = Math.max(...samples.map((sample) => sample.tokensPerSecond));
  return {
    name: `throughput${slug}`,
    title: `Throughput of reconstruction${suffix}`,
    reading:
      "Tokens a second when a text is read back: all at once in one forward pass, or token " +
      "by token with a KV cache (greedy, same model, same engine). Bars are medians over all timed " +
      "texts of a length, each thin tick is one repetition; in brackets one pass ÷ autoregressive.",
    spec: {
      height: 48 * rows.length,
      encoding: {
        y: { field: "row", type: "nominal", sort: null, axis: rowAxis },
        yOffset: { field: "kind", type: "nominal", scale: { domain: kinds } },
        x: {
          field: "tokensPerSecond",
          type: "quantitative",
          scale: { domain: [0, fastest], nice: false, range: roomAfter(bars) },
          axis: { title: "tokens a second", format: ",~f", tickCount: 4, labelOverlap: true },
        },
      },
      layer: [
        {
          data: { values: bars },
          mark: { type: "bar", height: { band: 0.8 } },
          encoding: {
            color: {
              field: "kind",
              type: "nominal",
              scale: { domain: kinds, range: "kinds" },
              legend: { offset: 10 },
            },
            tooltip: [
              { field: "row", title: "row" },
              { field: "kind", title: "kind" },
              { field: "tokensPerSecond", title: "tokens a second", format: ",.1f" },
            ],
          },
        },
        { data: { values: samples }, mark: { type: "tick", style: "sample" } },
        {
          data: { values: bars },
          mark: { type: "text", style: "value" },
          encoding: { x: { field: "labelAt" }, text: { field: "label" } },
        },
      ],
    },
    values: samples,
    table: {
      caption: "Throughput in tokens a second, from the medians",
      columns: [
        { name: "length" },
        { name: "one pass", numeric: true },
        { name: "autoregressive", numeric: true },
        { name: "ratio", numeric: true },
        { name: "95 % interval", numeric: true },
        { name: "texts", numeric: true },
        { name: "repetitions", numeric: true },
      ],
      rows: rows.map(({ name, timings, measured: { result } }) => [
        name,
        figure(result.onePassTokensPerSecond),
        figure(result.autoregressiveTokensPerSecond),
        `${figure(result.ratio.estimate)}×`,
        `${figure(result.ratio.low)} to ${figure(result.ratio.high)}`,
        count(timings.length),
        `${count(result.onePassMilliseconds.length)} and ${
          count(result.autoregressiveMilliseconds.length)
        }`,
      ]),
    },
    commands: commandsOf(jobs),
  };
}
