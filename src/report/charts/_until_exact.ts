import { kaplanMeier } from "../../statistics/mod.ts";
import { stepsToExact } from "../readings/divided_fits.ts";
import type { MeasuredFit } from "../readings/measured.ts";
import { count } from "../readings/number_format.ts";
import type { Table } from "../tables/table.ts";
import { logAxis, type LogDomain, logDomain } from "./_log_axis.ts";
import type { ChartSpec } from "./chart.ts";

/** The share of fits that are exact within so many steps, with its 95 % interval where there is one. */
export interface ExactPoint {
  readonly steps: number;
  readonly exactShare: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly atRisk: number | null;
}

/** The axis of steps on which all these fits have room. */
export function exactDomain(fits: readonly MeasuredFit[]): LogDomain {
  return logDomain(fits.map((fit) => Math.max(1, stepsToExact(fit).steps)), 1.3);
}

/** From none at the left end of the axis to where the last fit was seen (Kaplan and Meier). */
export function exactCurve(fits: readonly MeasuredFit[], from: number): ExactPoint[] {
  const all = fits.map(stepsToExact);
  const steps = kaplanMeier(all.map(({ steps, exact }) => ({
    time: Math.max(1, steps),
    ended: exact,
  }))).map(({ time, survival, low, high, atRisk }): ExactPoint => ({
    steps: time,
    exactShare: 1 - survival,
    low: 1 - high,
    high: 1 - low,
    atRisk,
  }));
  const last = steps.at(-1);
  const end = Math.max(1, ...all.map(({ steps }) => steps));
  const begin = { steps: from, exactShare: 0, low: null, high: null, atRisk: fits.length };
  if (last?.steps === end) return [begin, ...steps];
  return [begin, ...steps, { ...begin, ...last, steps: end, atRisk: null }];
}

/** Draws curves over the steps, one a series; `color` and `dash` are the channels that tell them apart. */
export function untilExactSpec(
  values: readonly unknown[],
  { height, domain, color, dash }: {
    readonly height: number;
    readonly domain: LogDomain;
    readonly color: object;
    readonly dash: object;
  },
): ChartSpec {
  return {
    height,
    data: { values },
    mark: { type: "line", interpolate: "step-after", strokeWidth: 2 },
    encoding: {
      x: { field: "steps", ...logAxis("steps", domain) },
      y: {
        field: "exactShare",
        type: "quantitative",
        scale: { domain: [0, 1] },
        axis: { title: "share exact", tickCount: 5, format: ".1~f" },
      },
      color,
      strokeDash: dash,
      tooltip: [
        { field: "series", title: "recipe" },
        { field: "steps", title: "steps", format: "," },
        { field: "exactShare", title: "exact", format: ".3f" },
      ],
    },
  };
}

/** The same in numbers: steps until a quarter, half and three quarters are exact. */
export function untilExactTable(
  series: readonly {
    readonly name: string;
    readonly fits: readonly MeasuredFit[];
    readonly curve: readonly ExactPoint[];
  }[],
  { tokens, counted }: { readonly tokens: number; readonly counted: "texts" | "fits" },
): Table {
  return {
    caption:
      `Steps until a quarter, half and three quarters of ${counted} are exact, N = ${tokens}`,
    columns: [
      { name: "recipe" },
      { name: counted, numeric: true },
      { name: "exact", numeric: true },
      { name: "a quarter exact, steps", numeric: true },
      { name: "half exact, steps", numeric: true },
      { name: "three quarters exact, steps", numeric: true },
    ],
    rows: series.map(({ name, fits, curve }) => [
      name,
      fits.length,
      fits.filter(({ result }) => result.exact).length,
      ...[0.25, 0.5, 0.75].map((wanted) => {
        const point = curve.find(({ exactShare }) => exactShare >= wanted - 1e-12);
        return point === undefined ? null : count(point.steps);
      }),
    ]),
  };
}
