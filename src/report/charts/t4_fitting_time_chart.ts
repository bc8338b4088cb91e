import { median } from "simple-statistics";
import { published } from "../../paper/mod.ts";
import { isDone, secondsOf, table4, type TimedLength } from "../readings/fitting_times.ts";
import { type Chart, type ChartSpec, commandsOf } from "./chart.ts";
import type { CsvRow } from "../tables/csv.ts";
import type { MeasuredFit } from "../readings/measured.ts";
import { count, figure } from "../readings/number_format.ts";
import { paperModelTitle } from "../readings/paper_cell.ts";
import { mostSeries } from "../readings/panels.ts";
import { ownMarks, paperMarks } from "./paper_marks.ts";

/** Table 4: a chart a model of ours, so that no two series need the same mark. */
export function t4FittingTimeCharts(lengths: readonly TimedLength[]): Chart[] {
  const models = Map.groupBy(lengths, ({ fits }) => fits[0].job.model.id);
  const panels = [...models.values()].flatMap((own) => {
    const series = [...new Set(own.map(({ series }) => series))];
    return Array.from({ length: Math.ceil(series.length / mostSeries) }, (_, part) => {
      const shown = series.slice(part * mostSeries, (part + 1) * mostSeries);
      return own.filter(({ series }) => shown.includes(series));
    });
  });
  if (panels.length === 0) return [chartOf([], { slug: "", suffix: "" })];
  return panels.map((own, at) =>
    chartOf(own, {
      slug: panels.length > 1 ? `-${at + 1}` : "",
      suffix: panels.length > 1 ? `, ${own[0].fits[0].job.model.id}` : "",
    })
  );
}

/** Seconds to fit a text over N, our texts and the paper's means. */
function chartOf(
  lengths: readonly TimedLength[],
  { slug, suffix }: { readonly slug: string; readonly suffix: string },
): Chart {
  const printed = table4.map(({ at, value }) => ({
    series: `paper: ${paperModelTitle(String(at.model))}`,
    tokens: Number(at.tokens),
    ...{ text: null, seed: null },
    seconds: value,
    ...{ reached: true, steps: null, stepMilliseconds: null, compileSeconds: null, key: null },
  }));
  const points = lengths.flatMap(({ series, fits }) => fits.map((fit) => pointOf(series, fit)));
  const means = lengths.flatMap(({ series, tokens, meanSeconds }) =>
    meanSeconds === null ? [] : [{ series, tokens, seconds: meanSeconds }]
  );
  return {
    name: `t4-fitting-time${slug}`,
    title: `Seconds to fit a text${suffix}`,
    reading:
      "Hollow marks are the paper’s models: means over its data sets, on an A100 or H100. A " +
      "filled mark is one of our fits that reached accuracy " +
      `${published.settings.successAccuracy}, a faint one a fit that ended short of it; the line ` +
      "joins the means of the first kind. Ours is a fit’s share of the wall time of its batch on " +
      "the device its name says, so what compares is how it grows, not how high it lies.",
    spec: specOf({ printed, points, means }),
    values: [...printed, ...points],
    table: partsTable(lengths),
    commands: commandsOf(lengths.flatMap(({ fits }) => fits)),
  };
}

function pointOf(series: string, fit: MeasuredFit) {
  const { job, result, key } = fit;
  return {
    series,
    tokens: job.tokens,
    ...{ text: job.text.id, seed: job.seed },
    seconds: secondsOf(fit),
    reached: isDone(fit),
    steps: result.steps,
    stepMilliseconds: result.stepMilliseconds,
    compileSeconds: result.compileSeconds,
    key,
  };
}

function specOf(
  { printed, points, means }: Readonly<Record<"printed" | "points" | "means", readonly CsvRow[]>>,
): ChartSpec {
  const paper = [...new Set(printed.map(({ series }) => series))];
  const own = [...new Set(points.map(({ series }) => series))];
  const domain = [...paper, ...own];
  const rows = [...printed, ...points];
  const color = {
    field: "series",
    type: "nominal",
    scale: { domain, range: "overPaperModels" },
    // Side by side as long as the narrowest drawing has room for two.
    legend: {
      columns: own.some((name) => String(name).length > 36) ? 1 : 2,
      labelLimit: 440,
      offset: 34,
      symbolOpacity: 1,
      symbolStrokeWidth: 0,
    },
  };
  const shape = {
    field: "series",
    type: "nominal",
    scale: { domain, range: [...paperMarks.slice(0, paper.length), ...ownMarks] },
  };
  return {
    height: 340,
    encoding: {
      x: {
        field: "tokens",
        type: "quantitative",
        scale: { type: "log", base: 2, nice: false, padding: 12 },
        axis: { title: "N, tokens", values: ticks(rows.map(({ tokens }) => tokens), { base: 2 }) },
      },
      y: {
        field: "seconds",
        type: "quantitative",
        scale: { type: "log", nice: false, padding: 12 },
        axis: {
          title: "seconds a text",
          values: ticks(rows.map(({ seconds }) => seconds), { base: 10, between: [1, 3] }),
        },
      },
      color,
    },
    layer: [
      {
        data: { values: printed },
        mark: { type: "line", strokeWidth: 1, opacity: 0.45 },
        encoding: { detail: { field: "series" } },
      },
      { data: { values: means }, mark: { type: "line", strokeWidth: 2 } },
      {
        data: { values: printed },
        mark: { type: "point", filled: true, size: 70, opacity: 1 },
        encoding: { shape, tooltip: tooltipOf(["series", "tokens", "seconds"]) },
      },
      {
        data: { values: points },
        mark: { type: "point", filled: true, size: 32 },
        encoding: {
          shape,
          opacity: { condition: { test: "datum.reached", value: 0.75 }, value: 0.25 },
          tooltip: tooltipOf(["series", "text", "tokens", "seconds", "steps", "reached"]),
        },
      },
    ],
  };
}

/** Where an axis of logarithms has its ticks: powers of the base, each also times `between`. */
function ticks(
  values: readonly unknown[],
  { base, between = [1] }: { readonly base: number; readonly between?: readonly number[] },
): number[] {
  const logs = values.map((value) => Math.log(Number(value)) / Math.log(base));
  const [low, high] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))];
  return Array.from({ length: high - low + 1 }, (_, i) => base ** (low + i))
    .flatMap((power) => between.map((times) => times * power));
}

function tooltipOf(fields: readonly string[]) {
  const titles: Record<string, string> = { tokens: "N", reached: "accuracy reached" };
  return fields.map((field) => ({ field, title: titles[field] ?? field }));
}

/** Steps, step time and compile time apart; their product is not a fit's share of its batch. */
function partsTable(lengths: readonly TimedLength[]) {
  return {
    caption: "Fitting time of ours in its parts, medians over fits",
    columns: [
      { name: "series" },
      { name: "N", numeric: true },
      { name: "reached", numeric: true },
      { name: "seconds a text", numeric: true },
      { name: "steps", numeric: true },
      { name: "ms a step of the whole batch", numeric: true },
      { name: "compile, s", numeric: true },
    ],
    rows: lengths.map(({ series, tokens, fits, done, unfinished }) => [
      series,
      tokens,
      `${count(done.length)} of ${count(fits.length)}${
        unfinished > 0 ? `, ${count(unfinished)} not ended` : ""
      }`,
      ...[
        secondsOf,
        ({ result }: MeasuredFit) => result.steps,
        ({ result }: MeasuredFit) => result.stepMilliseconds,
        ({ result }: MeasuredFit) => result.compileSeconds,
      ].map((of) => done.length === 0 ? null : figure(median(done.map(of)))),
    ]),
  };
}
