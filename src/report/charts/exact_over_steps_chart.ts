import { type MeasuredFit } from "../readings/measured.ts";
import { type Panel, panelsOf, panelTitle, seriesChannel } from "../readings/panels.ts";
import type { LogDomain } from "./_log_axis.ts";
import { exactCurve, exactDomain, untilExactSpec, untilExactTable } from "./_until_exact.ts";
import { type Chart, commandsOf, tooFew } from "./chart.ts";

/** The share of fits that are exact after so many steps: small multiples, a panel a length. */
export function exactOverStepsCharts(fits: readonly MeasuredFit[]): Chart[] {
  return panelsOf(fits).flatMap((panel) => {
    const lengths = [...new Set(panel.fits.map(({ job }) => job.tokens))].sort((a, b) => a - b);
    const domain = exactDomain(panel.fits);
    return lengths.map((tokens) => chartOf(panel, { tokens, domain }));
  });
}

function chartOf(
  panel: Panel,
  { tokens, domain }: { readonly tokens: number; readonly domain: LogDomain },
): Chart {
  const series = panel.series.map(({ name, fits: all }) => {
    const fits = all.filter(({ job }) => job.tokens === tokens);
    return { name, fits, curve: exactCurve(fits, domain[0]) };
  }).filter(({ fits }) => fits.length > 0);
  const fits = series.flatMap(({ fits }) => fits);
  const values = series.flatMap(({ name, curve }) =>
    curve.map(({ steps, exactShare }) => ({ series: name, steps, exactShare }))
  );
  const named = seriesChannel({ ...panel, series });
  return {
    name: `exact-over-steps${panel.slug}-n${tokens}`,
    title: panelTitle(`Exact after so many steps, N = ${tokens}`, panel),
    tooFew: tooFew(fits.length, { want: 3, noun: "fit" }),
    reading:
      "The share of fits that are exact within so many optimiser steps, all starts counted " +
      "(Kaplan and Meier). A line that ends below 1 left fits unfinished when the budget was spent.",
    spec: untilExactSpec(values, { height: 180, domain, color: named, dash: named }),
    values,
    table: untilExactTable(series, { tokens, counted: "fits" }),
    commands: commandsOf(fits),
  };
}
