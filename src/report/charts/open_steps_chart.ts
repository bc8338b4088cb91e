import { kaplanMeier } from "../../statistics/mod.ts";
import { type DividedSeries, type DividedSetting, stepsToExact } from "../readings/divided_fits.ts";
import { count } from "../readings/number_format.ts";
import { logAxis, type LogDomain, logDomain } from "./_log_axis.ts";
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
  const domain = logDomain(shown.map((fit) => Math.max(1, stepsToExact(fit).steps)), 1.3);
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
  const curves = series.map((one) => ({ ...one, curve: curveOf(one, domain[0]) }));
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
    spec: {
      height: 220,
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
        color: { ...named, legend: { columns: 2 } },
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
      caption: `Steps until a quarter, half and three quarters of texts are exact, N = ${tokens}`,
      columns: [
        { name: "recipe" },
        { name: "texts", numeric: true },
        { name: "exact", numeric: true },
        { name: "a quarter exact, steps", numeric: true },
        { name: "half exact, steps", numeric: true },
        { name: "three quarters exact, steps", numeric: true },
      ],
      rows: curves.map(({ name, fits, curve }) => [
        name,
        fits.length,
        fits.filter(({ result }) => result.exact).length,
        ...[0.25, 0.5, 0.75].map((wanted) => {
          const point = curve.find(({ exactShare }) => exactShare >= wanted - 1e-12);
          return point === undefined ? null : count(point.steps);
        }),
      ]),
    },
    commands: commandsOf(series.flatMap(({ fits }) => fits)),
  };
}

/** From no text at the left end of the axis to where the last fit was seen. */
function curveOf({ fits }: DividedSeries, from: number) {
  const all = fits.map(stepsToExact);
  const steps = kaplanMeier(all.map(({ steps, exact }) => ({
    time: Math.max(1, steps),
    ended: exact,
  }))).map(({ time, survival, low, high, atRisk }) => ({
    steps: time,
    exactShare: 1 - survival,
    low: 1 - high as number | null,
    high: 1 - low as number | null,
    atRisk: atRisk as number | null,
  }));
  const last = steps.at(-1);
  const end = Math.max(1, ...all.map(({ steps }) => steps));
  const begin = { steps: from, exactShare: 0, low: null, high: null, atRisk: fits.length };
  if (last?.steps === end) return [begin, ...steps];
  const rest = { ...begin, ...last, steps: end, atRisk: null };
  return [begin, ...steps, rest];
}
