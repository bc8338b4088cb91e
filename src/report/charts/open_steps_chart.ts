import type { DividedSeries, DividedSetting } from "../readings/divided_fits.ts";
import type { LogDomain } from "./_log_axis.ts";
import { exactCurve, exactDomain, untilExactSpec, untilExactTable } from "./_until_exact.ts";
import { type Chart, commandsOf } from "./chart.ts";

/** A panel a length that the open division has, all on one axis of steps. */
export function openStepsCharts(
  { series, model, arrangement }: DividedSetting,
  { slug }: { /** Tells settings apart in file names; empty where there is one. */ slug: string },
): Chart[] {
  const open = series.filter(({ division }) => division === "open");
  const lengths = [...new Set(open.flatMap(({ fits }) => fits.map(({ job }) => job.tokens)))]
    .sort((a, b) => a - b);
  const shown = series.flatMap(({ fits }) => fits)
    .filter(({ job }) => lengths.includes(job.tokens));
  const domain = exactDomain(shown);
  return lengths.map((tokens) => {
    const own = series.map((one) => ({
      ...one,
      fits: one.fits.filter(({ job }) => job.tokens === tokens),
    })).filter(({ fits }) => fits.length > 0);
    return panel(own, { tokens, domain, slug, where: `${model}, ${arrangement}` });
  });
}

function panel(
  series: readonly DividedSeries[],
  { tokens, domain, slug, where }: {
    readonly tokens: number;
    readonly domain: LogDomain;
    readonly slug: string;
    readonly where: string;
  },
): Chart {
  const curves = series.map((one) => ({ ...one, curve: exactCurve(one.fits, domain[0]) }));
  const values = curves.flatMap(({ name, division, curve }) =>
    curve.map((point) => ({ series: name, division, ...point }))
  );
  const named = {
    field: "series",
    type: "nominal",
    scale: { domain: series.map(({ name }) => name) },
  };
  return {
    name: `open-steps${slug}-n${tokens}`,
    title: `Steps until exact, N = ${tokens}${slug === "" ? "" : `, ${where}`}`,
    reading: `${where}: the share of texts that are exact within so many forward-backward ` +
      "passes, restarts and line searches counted (Kaplan and Meier). A line that ends below 1 " +
      "left texts unfinished when the budget was spent. Closed is the paper’s recipe, open any " +
      "other.",
    spec: untilExactSpec(values, {
      height: 220,
      domain,
      color: { ...named, legend: { columns: 2 } },
      dash: named,
    }),
    values,
    table: untilExactTable(curves, { tokens, counted: "texts" }),
    commands: commandsOf(series.flatMap(({ fits }) => fits)),
  };
}
