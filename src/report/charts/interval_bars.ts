import { roomAfter } from "./_value_room.ts";
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

/** Pixels of one bar with its gap, and of the line over a row that has its name. */
const [barHeight, nameHeight] = [18, 22];

/**
 * Bars, each with its 95 % interval as a line over its end and its target as a tick. A row's name
 * stands over its bars, where it has the whole width.
 */
export function intervalBars(
  bars: readonly IntervalBar[],
  { axis, end = furthest(bars) }: {
    readonly axis: string;
    /** Where the axis ends, for panels that share it. */
    readonly end?: number;
  },
): ChartSpec {
  const kinds = [...new Set(bars.map(({ kind }) => kind))];
  const rows = [...new Set(bars.map(({ row }) => row))];
  const domain = [0, end] as const;
  // What reaches beyond the axis ends there; the table has it whole.
  const within = (value: number) => Math.min(Math.max(value, domain[0]), domain[1]);
  // Bars of one row lie below each other; where no row has two, there is no need of places for more.
  const isGrouped = rows.length < bars.length;
  const step = nameHeight + barHeight * (isGrouped ? kinds.length : 1);
  const values = bars.map((bar) => ({
    ...bar,
    shownLow: within(bar.low),
    shownHigh: within(bar.high),
  }));
  const y = {
    field: "row",
    type: "nominal",
    sort: null,
    scale: { paddingInner: nameHeight / step, paddingOuter: nameHeight / step },
    axis: null,
  };
  const offset = isGrouped
    ? { yOffset: { field: "kind", type: "nominal", scale: { domain: kinds } } }
    : {};
  return {
    height: step * rows.length + nameHeight,
    data: { values },
    encoding: {
      x: {
        field: "estimate",
        type: "quantitative",
        scale: { domain, nice: false, range: roomAfter(bars) },
        axis: { title: axis, tickCount: 5, labelOverlap: true },
      },
      y,
    },
    layer: [
      {
        mark: { type: "bar", height: { band: 0.85 } },
        encoding: {
          ...offset,
          ...(kinds.length > 1
            ? { color: { field: "kind", type: "nominal", scale: { domain: kinds } } }
            : {}),
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
        data: { values: rows.map((row) => ({ row })) },
        mark: { type: "text", style: "rowName", limit: { expr: "width" } },
        encoding: {
          y: { ...y, bandPosition: 0 },
          x: { value: 0 },
          text: { field: "row" },
        },
      },
      {
        mark: { type: "rule", style: "doubt" },
        encoding: {
          ...offset,
          x: { field: "shownLow", type: "quantitative" },
          x2: { field: "shownHigh" },
        },
      },
      {
        transform: [{ filter: "isValid(datum.target)" }],
        mark: { type: "tick", style: "target", size: barHeight },
        encoding: { ...offset, x: { field: "target", type: "quantitative" } },
      },
      {
        mark: { type: "text", style: "value" },
        encoding: {
          ...offset,
          x: { field: "labelAt", type: "quantitative" },
          text: { field: "label" },
        },
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
