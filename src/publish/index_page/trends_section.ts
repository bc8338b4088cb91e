import { figure } from "../../claims/words.ts";
import { type Markup, markup } from "../../report/page/markup.ts";
import { renderTable } from "../../report/tables/table.ts";
import { fewestValues } from "../change_points.ts";
import { metricGroups } from "../metric.ts";
import type { PublishedRun } from "../published_run.ts";
import { type Trend, trendsOf } from "../trends.ts";
import { metricText } from "./metric_text.ts";
import { sparkline } from "./sparkline.ts";

/** Each metric over the runs, machines told apart, and the steps that were found. */
export function trendsSection(runs: readonly PublishedRun[]): Markup {
  const trends = trendsOf(runs);
  if (trends.length === 0) return markup`<p>No run measured anything that could be followed.</p>`;
  const names = runs.map(({ name }) => name);
  return markup`<p>${said(trends)}</p>
<p class="note">A trend is of one metric by the same settings on one machine; versions of Deno, of the
engine and of the code may differ from run to run. Points stand in the order of the runs. A bar is a
95 % interval, a hollow point a run that flagged its timing as noisy. Steps are looked for by circular
binary segmentation over ranks with a permutation test (Olshen and others, Biostatistics 5, 2004), at
5 % shared out among the trends that are long enough and not all of one value.</p>
${
    metricGroups.map((group) => {
      const own = trends.filter(({ points }) => points[0].metric.group === group);
      return own.length > 0 && markup`<h3>${group}</h3>${groupTables(group, own, names)}`;
    })
  }`;
}

/** What several runs measured, on whatever machines; what one alone did has no trend and is folded. */
function groupTables(group: string, trends: readonly Trend[], runs: readonly string[]): Markup {
  const runsOf = Map.groupBy(trends, ({ points }) => points[0].metric.id);
  const isShared = ({ points: [{ metric: { id } }] }: Trend) =>
    runsOf.get(id)!.reduce((sum, { points }) => sum + points.length, 0) > 1;
  const shared = trends.filter(isShared);
  const alone = trends.filter((trend) => !isShared(trend));
  return markup`${shared.length > 0 && groupTable(group, shared, runs)}
${
    alone.length > 0 &&
    markup`<details><summary>${alone.length} ${
      alone.length === 1 ? "metric" : "metrics"
    } that one run alone measured</summary>
${groupTable(`${group}, measured by one run`, alone, runs)}</details>`
  }`;
}

/** Whether steps could be looked for at all, in one sentence. */
function said(trends: readonly Trend[]): string {
  const longest = Math.max(...trends.map(({ points }) => points.length));
  const long = trends.filter(({ steps }) => steps !== null);
  if (long.length === 0) {
    return `There are too few runs to tell a step from chance: it takes ${fewestValues} of the same ` +
      `metric on the same machine, and the longest trend has ${longest}.`;
  }
  const stepped = long.filter(({ steps }) => steps!.length > 0).length;
  return `Of ${trends.length} trends ${long.length} have the ${fewestValues} runs that it takes to ` +
    `tell a step from chance; ${stepped} of them ${stepped === 1 ? "has" : "have"} one.`;
}

function groupTable(group: string, trends: readonly Trend[], runs: readonly string[]): Markup {
  return renderTable({
    caption: group,
    columns: [
      { name: "Metric" },
      { name: "Machine" },
      { name: "Runs", numeric: true },
      { name: "Trend" },
      { name: "Latest" },
      { name: "Step" },
    ],
    rows: trends.map((trend) => {
      const { metric } = trend.points.at(-1)!;
      return [
        metric.name,
        metric.environment,
        trend.points.length,
        sparkline(trend, { runs }),
        markup`${metricText(metric)} <small>${metric.of}${metric.noisy && "; noisy"}</small>`,
        stepsText(trend),
      ];
    }),
  }, { captionHidden: true, cards: true });
}

function stepsText({ points, steps }: Trend): string {
  if (steps === null) return "too few runs";
  if (steps.length === 0) return "none found";
  return steps.map(({ at, before, after, p }) =>
    `from ${figure(before)} to ${figure(after)} at ${points[at].run.name} (p = ${figure(p)})`
  ).join("; ");
}
