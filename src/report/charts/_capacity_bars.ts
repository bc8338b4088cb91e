import { type OwnCapacity } from "../readings/own_capacities.ts";
import type { ChartSpec } from "./chart.ts";
import type { CsvRow } from "../tables/csv.ts";

/** One bar, the paper's or ours. */
export interface CapacityBar extends CsvRow {
  readonly from: "paper" | "here";
  readonly model: string;
  readonly source: string;
  readonly m: "its own" | "shared";
  /** Longest prefix at the paper's accuracy. */
  readonly tokens: number;
  /** The same token for token; null where the paper does not say. */
  readonly exactTokens: number | null;
  /** Nothing longer was seen to fail, so that it may be larger. */
  readonly censored: boolean;
}

/** One text's longest prefix. */
export interface CapacityTick extends CsvRow {
  readonly model: string;
  readonly m: "its own" | "shared";
  readonly text: string;
  readonly tokens: number;
}

/** Our bar of a cell. */
export function ownBar({ series, source, mShared, rules, exact }: OwnCapacity): CapacityBar {
  const { tokens, censored } = rules.longestOfAny;
  return {
    from: "here",
    model: series,
    source,
    m: mShared ? "shared" : "its own",
    tokens,
    exactTokens: exact.tokens,
    censored,
  };
}

/** Ticks of its texts; a text of which nothing came back stands at the left edge. */
export function ownTicks({ series, mShared, texts }: OwnCapacity): CapacityTick[] {
  return texts.map(({ text, tokens }) => ({
    model: series,
    m: mShared ? "shared" as const : "its own" as const,
    text,
    tokens,
  }));
}

/** Bars of doublings: the paper's hollow, ours filled, with a diamond at the longest exact prefix. */
export function capacityBarsSpec(
  bars: readonly CapacityBar[],
  ticks: readonly CapacityTick[],
): ChartSpec {
  const models = [...new Set(bars.map(({ model }) => model))];
  const kinds = ["its own", "shared"].filter((m) => bars.some((bar) => bar.m === m));
  const longest = Math.max(...bars.map(({ tokens }) => tokens));
  const drawn = bars.map((bar) => ({
    ...bar,
    start: 1,
    to: seen(bar.tokens),
    label: labelOf(bar),
  }));
  const own = drawn.filter(({ exactTokens }) => exactTokens !== null);
  const color = {
    field: "m",
    type: "nominal",
    scale: { domain: ["its own", "shared"], range: "kinds" },
    legend: kinds.length < 2 ? null : {
      offset: 10,
      labelExpr: "datum.label == 'shared' ? 'm shared' : 'm its own'",
    },
  };
  return {
    height: 34 * models.length,
    encoding: {
      y: {
        field: "model",
        type: "nominal",
        sort: null,
        scale: { domain: models },
        axis: { title: null, labelLimit: 175, labelExpr: "split(datum.label, ', ')" },
      },
      ...(kinds.length > 1
        ? { yOffset: { field: "m", type: "nominal", scale: { domain: kinds } } }
        : {}),
      x: {
        type: "quantitative",
        // Room for the figures after the longest bar.
        scale: { type: "log", base: 2, domain: [1, longest * 6], nice: false },
        axis: {
          title: "tokens, by doublings",
          values: [1, 4, 16, 64, 256, 1024, 4096].filter((tokens) => tokens <= longest * 2),
          format: ",d",
        },
      },
    },
    layer: [
      {
        data: { values: drawn },
        mark: { type: "bar", height: { band: 0.74 }, strokeWidth: 1.5 },
        encoding: {
          x: { field: "start" },
          x2: { field: "to" },
          color,
          stroke: color,
          fillOpacity: { condition: { test: "datum.exactTokens !== null", value: 0.55 }, value: 0 },
          tooltip: [
            { field: "model", title: "model" },
            { field: "m", title: "m" },
            { field: "tokens", title: "longest prefix" },
            { field: "exactTokens", title: "longest exact prefix" },
          ],
        },
      },
      {
        data: { values: ticks.map((tick) => ({ ...tick, to: seen(tick.tokens) })) },
        mark: { type: "tick", style: "sample", size: 12 },
        encoding: {
          x: { field: "to" },
          tooltip: [
            { field: "text", title: "text" },
            { field: "tokens", title: "its longest prefix" },
          ],
        },
      },
      {
        data: { values: own.map((bar) => ({ ...bar, to: seen(bar.exactTokens!) })) },
        mark: {
          type: "point",
          style: "exact",
          shape: "diamond",
          filled: true,
          size: 55,
          opacity: 1,
        },
        encoding: { x: { field: "to" } },
      },
      {
        data: { values: drawn },
        mark: { type: "text", style: "value" },
        encoding: { x: { field: "to" }, text: { field: "label" } },
      },
    ],
  };
}

/** Where a length stands on an axis that has no zero. */
function seen(tokens: number): number {
  return Math.max(1, tokens);
}

function labelOf({ tokens, exactTokens, censored }: CapacityBar): string {
  const longest = `${censored ? "≥ " : ""}${tokens}`;
  return exactTokens === null || exactTokens === tokens
    ? longest
    : `${longest}, exact ${exactTokens}`;
}
