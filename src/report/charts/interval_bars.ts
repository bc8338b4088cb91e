import type { ChartSpec } from "./chart.ts";

/** One bar: an estimate with its interval, and what it should reach. */
export interface IntervalBar {
  readonly row: string;
  /** A colour each; bars of one row that differ in it alone stand one below the other. */
  readonly kind: string;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly target: number | null;
  /** Printed after the bar. */
  readonly label: string;
}

/** Bars, each with its 95 % interval as a line over its end and its target as a tick. */
export function intervalBars(bars: readonly IntervalBar[], { axis }: { axis: string }): ChartSpec {
  const kinds = [...new Set(bars.map(({ kind }) => kind))];
  const domain = [0, 1.3 * furthest(bars)] as const;
  // What reaches beyond the axis ends there; the table has it whole.
  const within = (value: number) => Math.min(Math.max(value, domain[0]), domain[1]);
  const shared = new Set(bars.map(({ row }) => row)).size < bars.length;
  const values = bars.map((bar) => ({
    ...bar,
    place: shared ? `${bar.row}, ${bar.kind}` : bar.row,
    shownLow: within(bar.low),
    shownHigh: within(bar.high),
  }));
  const colour = {
    field: "kind",
    type: "nominal",
    scale: { domain: kinds },
    legend: { offset: 10, columns: kinds.some((kind) => kind.length > 18) ? 1 : 3 },
  };
  return {
    height: 26 * bars.length,
    data: { values },
    encoding: {
      y: { field: "place", type: "nominal", sort: null, axis: { title: null, labelLimit: 260 } },
      x: {
        field: "estimate",
        type: "quantitative",
        scale: { domain, nice: false },
        axis: { title: axis, tickCount: 5, labelOverlap: true },
      },
    },
    layer: [
      {
        mark: { type: "bar", height: { band: 0.7 } },
        encoding: {
          ...(kinds.length > 1 ? { color: colour } : {}),
          tooltip: [
            { field: "row", title: "row" },
            { field: "kind", title: "of" },
            { field: "estimate", title: axis, format: ",.3f" },
            { field: "low", title: "from", format: ",.3f" },
            { field: "high", title: "to", format: ",.3f" },
          ],
        },
      },
      {
        mark: { type: "rule", style: "doubt" },
        encoding: { x: { field: "shownLow", type: "quantitative" }, x2: { field: "shownHigh" } },
      },
      {
        transform: [{ filter: "isValid(datum.target)" }],
        mark: { type: "tick", style: "target" },
        encoding: { x: { field: "target", type: "quantitative" } },
      },
      {
        mark: { type: "text", style: "value" },
        encoding: { x: { field: "labelAt", type: "quantitative" }, text: { field: "label" } },
        // Beyond the target, so that its tick does not run through the figure.
        transform: [{
          calculate: "max(datum.shownHigh, datum.estimate, datum.target || 0)",
          as: "labelAt",
        }],
      },
    ],
  };
}

/** An interval of few rounds may be many times its estimate: it does not set the scale. */
function furthest(bars: readonly IntervalBar[]): number {
  const most = Math.max(...bars.flatMap(({ estimate, target }) => [estimate, target ?? 0]));
  return Math.min(2 * most, Math.max(most, ...bars.map(({ high }) => high)));
}
