import type { DividedSetting } from "../readings/divided_fits.ts";
import { bounded, count, figure } from "../readings/number_format.ts";
import { type OpenMedian, openMedians, type PairedRatio } from "../readings/open_medians.ts";
import type { Table } from "./table.ts";

/** What each recipe takes at each length, and what the paper's takes on the same texts. */
export function openStepsTable(setting: DividedSetting): Table {
  return {
    caption: `Steps until exact, ${setting.model}, ${setting.arrangement}`,
    columns: [
      { name: "N", numeric: true },
      { name: "recipe" },
      { name: "texts", numeric: true },
      { name: "exact", numeric: true },
      { name: "median steps", numeric: true },
      { name: "[95 %]", numeric: true },
      { name: "median seconds a text", numeric: true },
      { name: "closed over open, steps", numeric: true },
      { name: "[95 %] of that", numeric: true },
      { name: "texts of both", numeric: true },
    ],
    rows: openMedians(setting).map((one) => [
      one.tokens,
      one.series.name,
      one.texts,
      one.exact,
      bounded(one.steps, count),
      stepsInterval(one),
      figure(one.seconds),
      one.ratio?.ratio ? `${bounded(one.ratio.ratio, figure)}×` : null,
      ratioInterval(one.ratio),
      one.ratio?.texts ?? null,
    ]),
  };
}

/** An end that the budget hides is beyond it. */
function stepsInterval({ interval, series, tokens }: OpenMedian): string | null {
  if (interval === null || !Number.isFinite(interval.low)) return null;
  const budget = Math.max(
    ...series.fits.filter(({ job }) => job.tokens === tokens).map(({ job }) => job.recipe.maxSteps),
  );
  const { low, high } = interval;
  return `[${count(low)}, ${Number.isFinite(high) ? count(high) : `> ${count(budget)}`}]`;
}

function ratioInterval(ratio: PairedRatio | null): string | null {
  if (ratio === null || ratio.ratio === null || ratio.interval === null) return null;
  const { low, high } = ratio.interval;
  return `[${figure(low)}, ${high === null ? "–" : figure(high)}]`;
}
