import { share } from "../readings/number_format.ts";
import type { OpenShare } from "../readings/open_shares.ts";
import type { Chart } from "./chart.ts";

/** One share of each length: its estimate over N, a line a recipe, its 95 % interval upright. */
export function shareOverLength(
  shares: readonly OpenShare[],
  { of, axis, caption }: {
    readonly of: "exact" | "accuracy";
    readonly axis: string;
    readonly caption: string;
  },
): Pick<Chart, "spec" | "values" | "table"> {
  const series = [...new Set(shares.map((one) => one.series))];
  const values = shares.map(({ series: name, tokens, texts, [of]: interval }) => ({
    series: name,
    tokens,
    texts,
    share: interval.estimate,
    low: interval.low,
    high: interval.high,
    // Marks of one length stand beside each other, where they would hide each other.
    aside: (2 * series.indexOf(name) + 1) / series.length - 1,
  })).sort((a, b) => series.indexOf(a.series) - series.indexOf(b.series) || a.tokens - b.tokens);
  const lengths = [...new Set(values.map(({ tokens }) => tokens))].sort((a, b) => a - b);
  const named = { field: "series", type: "nominal", scale: { domain: series } };
  return {
    spec: {
      height: 240,
      data: { values },
      encoding: {
        x: {
          field: "tokens",
          type: "ordinal",
          scale: { domain: lengths },
          axis: { title: "N, tokens", labelAngle: 0, labelOverlap: true },
        },
        xOffset: { field: "aside", type: "quantitative", scale: { domain: [-2, 2] } },
        color: { ...named, legend: { columns: 2, symbolStrokeWidth: 0 } },
      },
      layer: [
        {
          mark: { type: "rule", strokeWidth: 1.5, opacity: 0.5 },
          encoding: { y: { field: "low", ...shareAxis(axis) }, y2: { field: "high" } },
        },
        {
          mark: { type: "line", strokeWidth: 2 },
          encoding: { y: { field: "share", ...shareAxis(axis) }, strokeDash: named },
        },
        {
          mark: { type: "point", size: 55, filled: true, opacity: 1 },
          encoding: {
            y: { field: "share", ...shareAxis(axis) },
            shape: named,
            tooltip: [
              { field: "series", title: "recipe" },
              { field: "tokens", title: "N" },
              { field: "texts", title: "texts" },
              { field: "share", title: axis, format: ".3f" },
              { field: "low", title: "from", format: ".3f" },
              { field: "high", title: "to", format: ".3f" },
            ],
          },
        },
      ],
    },
    values: values.map(({ aside: _, ...value }) => value),
    table: {
      caption,
      columns: [
        { name: "recipe" },
        { name: "N", numeric: true },
        { name: "texts", numeric: true },
        { name: axis, numeric: true },
        { name: "95 % interval", numeric: true },
      ],
      rows: values.map((value) => [
        value.series,
        value.tokens,
        value.texts,
        share(value.share),
        `${share(value.low)} to ${share(value.high)}`,
      ]),
    },
  };
}

const shareAxis = (title: string) => ({
  type: "quantitative",
  scale: { domain: [0, 1] },
  axis: { title, tickCount: 5, format: ".1~f" },
});
