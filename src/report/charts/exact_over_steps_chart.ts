import { kaplanMeier } from "../../statistics/mod.ts";
import { stepsToExact } from "../readings/divided_fits.ts";
import { type MeasuredFit } from "../readings/measured.ts";
import { count } from "../readings/number_format.ts";
import { type Panel, panelsOf, panelTitle, seriesChannel } from "../readings/panels.ts";
import type { Series } from "../readings/series.ts";
import { logAxis, type LogDomain, logDomain } from "./_log_axis.ts";
import { type Chart, commandsOf, tooFew } from "./chart.ts";

/** The share of fits that are exact after so many steps: small multiples, a panel a length. */
export function exactOverStepsCharts(fits: readonly MeasuredFit[]): Chart[] {
  return panelsOf(fits).flatMap((panel) => {
    const lengths = [...new Set(panel.fits.map(({ job }) => job.tokens))].sort((a, b) => a - b);
    const domain = logDomain(panel.fits.map((fit) => Math.max(1, stepsToExact(fit).steps)), 1.3);
    return lengths.map((tokens) => chartOf(panel, { tokens, domain }));
  });
}

function chartOf(
  panel: Panel,
  { tokens, domain }: { readonly tokens: number; readonly domain: LogDomain },
): Chart {
  const series = panel.series.map(({ name, fits }) => ({
    name,
    fits: fits.filter(({ job }) => job.tokens === tokens),
  })).filter(({ fits }) => fits.length > 0);
  const fits = series.flatMap(({ fits }) => fits);
  const values = series.flatMap((one) => curveOf(one, domain[0]));
  const named = seriesChannel({ ...panel, series });
  return {
    name: `exact-over-steps${panel.slug}-n${tokens}`,
    title: panelTitle(`Exact after so many steps, N = ${tokens}`, panel),
    tooFew: tooFew(fits.length, { want: 3, noun: "fit" }),
    reading:
      "The share of fits that are exact within so many optimiser steps, all starts counted " +
      "(Kaplan and Meier). A line that ends below 1 left fits unfinished when the budget was spent.",
    spec: {
      height: 180,
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
        color: named,
        strokeDash: named,
        tooltip: [
          { field: "series", title: "recipe" },
          { field: "steps", title: "steps", format: "," },
          { field: "exactShare", title: "exact", format: ".3f" },
        ],
      },
    },
    values,
    table: {
      caption: `Steps until a quarter, half and three quarters of fits are exact, N = ${tokens}`,
      columns: [
        { name: "recipe" },
        { name: "fits", numeric: true },
        { name: "exact", numeric: true },
        { name: "a quarter exact, steps", numeric: true },
        { name: "half exact, steps", numeric: true },
        { name: "three quarters exact, steps", numeric: true },
      ],
      rows: series.map((one) => [
        one.name,
        one.fits.length,
        one.fits.filter(({ result }) => result.exact).length,
        ...[0.25, 0.5, 0.75].map((wanted) => {
          const point = curveOf(one, domain[0])
            .find(({ exactShare }) => exactShare >= wanted - 1e-12);
          return point === undefined ? null : count(point.steps);
        }),
      ]),
    },
    commands: commandsOf(fits),
  };
}

/** From no fit at the left end of the axis to where the last one was seen. */
function curveOf({ name, fits }: Series, from: number) {
  const all = fits.map(stepsToExact);
  const ended = kaplanMeier(
    all.map(({ steps, exact }) => ({ time: Math.max(1, steps), ended: exact })),
  ).map(({ time, survival }) => ({ series: name, steps: time, exactShare: 1 - survival }));
  const end = Math.max(1, ...all.map(({ steps }) => steps));
  const curve = [{ series: name, steps: from, exactShare: 0 }, ...ended];
  const last = curve[curve.length - 1];
  return last.steps === end ? curve : [...curve, { ...last, steps: end }];
}
