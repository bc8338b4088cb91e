import { type Charts } from "../charts/charts.ts";
import { renderFigures } from "../charts/figure.ts";
import { fold } from "../page/fold.ts";
import { type Markup, markup } from "../page/markup.ts";
import { renderTable } from "../tables/table.ts";
import type { RunRecords } from "./paper_section.ts";
import { runParts } from "./run_parts.ts";

/**
 * What tiny models measured beside real ones: each section of the page once more, folded, so that
 * nothing of theirs stands on an axis with a real model's.
 */
export function tinySection(run: RunRecords, charts: Charts): Markup {
  const paper = charts.paper.filter(({ absence }) => absence === null).map((section) =>
    fold(
      `${section.place}: ${section.title}`,
      markup`${renderFigures(section.charts)}
${section.tables.map((table) => renderTable(table))}`,
    )
  );
  const parts = runParts({ records: run.records, charts }).filter(({ id }) =>
    run.records.length > 0 && partCharts(charts, id).length > 0
  ).map(({ name, content }) => fold(name, content));
  return markup`<p>They are made for trying the program out and know no language. What they show is
that an experiment runs from end to end; no figure here says anything about the paper.</p>
${paper}${parts}`;
}

function partCharts(charts: Charts, id: string) {
  return charts[id as "accuracy" | "throughput" | "steps" | "information" | "positions"];
}
