import { published, valueAt } from "../../paper/mod.ts";
import { logAxis, logDomain } from "./_log_axis.ts";
import { type RatioLine, ratioLineLayers } from "./_ratio_lines.ts";
import { type Chart, commandsOf } from "./chart.ts";
import type { MeasuredThroughput } from "../readings/measured.ts";
import { figure } from "../readings/number_format.ts";

const { models, sources } = published.settings;
const paperRatio = valueAt(published.figure4, "throughputRatio", {}).value;

const lines: readonly RatioLine[] = [
  ...[1, 10, 100].map((ratio) => ({ ratio, label: `${ratio}×` })),
  { ratio: paperRatio, label: `${paperRatio}×, the paper’s mean` },
];

/** Tokens a second in one pass against token by token, a point a model, source and N. */
export function f4ThroughputChart(jobs: readonly MeasuredThroughput[]): Chart | null {
  if (jobs.length === 0) return null;
  const points = pointsOf(jobs);
  const repetitions = jobs.flatMap(repetitionsOf);
  const all = [...points, ...repetitions];
  const x = logDomain(all.map((one) => one.autoregressive), 1.6);
  // From one times as fast to beyond the paper's mean, so that ours can be seen against it.
  const y = logDomain([x[0] * 1.6, paperRatio * x[1], ...all.map((one) => one.onePass)], 1.6);
  return {
    name: "f4-throughput",
    title: "Tokens a second, one pass against token by token",
    reading:
      "A large mark is the median of one text of N tokens; small ones are its repetitions, both " +
      "ways timed in turns. The upright line is the 95 % bootstrap interval of the ratio. Dotted: " +
      `equal ratios. The paper’s mean is over ${models.length} models and ${sources.length} ` +
      "sources, each at its longest lossless text, on an A100 or H100; its autoregressive side " +
      "is not described.",
    spec: {
      height: 300,
      encoding: {
        x: logAxis("token by token, tokens a second", x),
        y: logAxis("one pass, tokens a second", y),
      },
      layer: [...ratioLineLayers(lines, { x, y }), ...markLayers(points, repetitions)],
    },
    values: all.map(({ label: _, low: __, high: ___, ...value }) => value),
    table: tableOf(points),
    commands: commandsOf(jobs),
  };
}

interface Mark {
  readonly mark: "median" | "repetition";
  readonly series: string;
  readonly source: string;
  readonly tokens: number;
  readonly repetition: number | null;
  /** Tokens a second. */
  readonly autoregressive: number;
  readonly onePass: number;
  /** One pass ÷ autoregressive. */
  readonly ratio: number;
  readonly label: string;
  /** Interval of the ratio, in tokens a second of one pass. */
  readonly low: number | null;
  readonly high: number | null;
}

function pointsOf(jobs: readonly MeasuredThroughput[]): Mark[] {
  return jobs.map(({ job, result }) => {
    const {
      autoregressiveTokensPerSecond: autoregressive,
      onePassTokensPerSecond: onePass,
      ratio,
    } = result;
    return {
      mark: "median",
      series: seriesOf(job),
      source: job.text.source,
      tokens: job.tokens,
      repetition: null,
      autoregressive,
      onePass,
      ratio: ratio.estimate,
      label: `N = ${job.tokens}`,
      low: autoregressive * ratio.low,
      high: autoregressive * ratio.high,
    };
  });
}

function repetitionsOf({ job, result }: MeasuredThroughput): Mark[] {
  const { autoregressiveMilliseconds, onePassMilliseconds } = result;
  return onePassMilliseconds.map((milliseconds, i) => ({
    mark: "repetition",
    series: seriesOf(job),
    source: job.text.source,
    tokens: job.tokens,
    repetition: i + 1,
    autoregressive: 1000 * job.tokens / autoregressiveMilliseconds[i],
    onePass: 1000 * job.tokens / milliseconds,
    ratio: autoregressiveMilliseconds[i] / milliseconds,
    label: "",
    low: null,
    high: null,
  }));
}

function seriesOf({ model, engine }: MeasuredThroughput["job"]): string {
  return `${model.id}, ${engine.engine} ${engine.device}`;
}

function markLayers(
  points: readonly Mark[],
  repetitions: readonly Mark[],
): Record<string, unknown>[] {
  const scale = { domain: [...new Set(points.map(({ series }) => series))] };
  const place = { x: { field: "autoregressive" }, y: { field: "onePass" } };
  const color = {
    field: "series",
    type: "nominal",
    scale,
    legend: { columns: 1, labelLimit: 440, symbolOpacity: 1, symbolStrokeWidth: 0 },
  };
  const shape = color;
  return [
    {
      data: { values: repetitions },
      mark: { type: "point", filled: true, size: 12, opacity: 0.55 },
      encoding: { ...place, color, shape },
    },
    {
      data: { values: points },
      mark: { type: "rule", strokeWidth: 2, opacity: 0.7 },
      encoding: { x: place.x, y: { field: "low" }, y2: { field: "high" }, color },
    },
    {
      data: { values: points },
      mark: { type: "point", filled: true, size: 90, opacity: 1 },
      encoding: {
        ...place,
        color,
        shape,
        tooltip: [
          { field: "series", title: "model" },
          { field: "source", title: "source" },
          { field: "tokens", title: "N" },
          { field: "onePass", title: "one pass, tokens a second", format: ",.0f" },
          { field: "autoregressive", title: "token by token", format: ",.1f" },
          { field: "ratio", title: "ratio", format: ",.1f" },
        ],
      },
    },
    {
      data: { values: points },
      // Clear of the repetitions.
      mark: { type: "text", style: "value", dx: 16 },
      encoding: { ...place, text: { field: "label" } },
    },
  ];
}

function tableOf(points: readonly Mark[]) {
  return {
    caption: "Tokens a second, one pass against token by token",
    columns: [
      { name: "model" },
      { name: "source" },
      { name: "N", numeric: true },
      { name: "one pass", numeric: true },
      { name: "token by token", numeric: true },
      { name: "ratio", numeric: true },
      { name: "95 % interval", numeric: true },
      { name: "the paper’s mean", numeric: true },
    ],
    rows: points.map(({ series, source, tokens, onePass, autoregressive, ratio, low, high }) => [
      series,
      source,
      tokens,
      figure(onePass),
      figure(autoregressive),
      `${figure(ratio)}×`,
      `${figure(low! / autoregressive)} to ${figure(high! / autoregressive)}`,
      `${paperRatio}×`,
    ]),
  };
}
