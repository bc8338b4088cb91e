import type { Chart, ChartSpec } from "./chart.ts";
import { fold } from "../page/fold.ts";
import { heading } from "../page/heading.ts";
import { type Markup, markup } from "../page/markup.ts";
import { inlineJson } from "../page/inline_json.ts";
import { packRows } from "../page/packed_rows.ts";
import { renderLegend } from "./legend.ts";
import { mustHaveMarks } from "./mark_limits.ts";
import { renderTable } from "../tables/table.ts";

/** How a chart stands on the page. */
export interface FigureOptions {
  /** False where the commands stand beside the figure already. */
  readonly commands?: boolean;
  /** False where what holds the figure has its title. */
  readonly titled?: boolean;
  /** False where the figure before it says how to read both. */
  readonly explained?: boolean;
}

/**
 * A chart on the page: the place of its drawing, the specification from which a script draws it at
 * the width of the screen when it is scrolled to, its legend and its table. What all specifications
 * have in common stands on the page once, and the script offers the data to take away. The drawing is
 * hidden from a screen reader, which has the table. A chart of too little is a sentence and the table.
 */
export function renderFigure(
  chart: Chart,
  { commands = true, titled = true, explained = true }: FigureOptions = {},
): Markup {
  const { name, title, reading, spec, table } = chart;
  const tooFew = chart.tooFew ?? null;
  if (tooFew === null) mustHaveMarks(spec);
  const drawing = tooFew === null && markup`${renderLegend(spec)}
<div class="drawing" aria-hidden="true"><svg width="1" height="${heightOf(spec)}"></svg></div>
${inlineJson(packRows(spec))}`;
  return markup`<figure class="${tooFew === null ? "chart" : "sentence"}" id="chart-${name}">
<figcaption>${titled && heading(3, { id: `chart-${name}`, title })}${
    (tooFew !== null || explained) && markup`<p>${tooFew ?? reading}</p>`
  }</figcaption>
${drawing}
<div class="under">${fold("Table", renderTable(table))}</div>
${commands && chart.commands.length > 0 && renderCommands(chart.commands)}
</figure>`;
}

/** What a drawing will take, so that nothing moves when it comes: the plot, its axis and title. */
function heightOf({ height }: ChartSpec): number {
  return (typeof height === "number" ? height : 200) + 60;
}

/** The commands that make some numbers again; more than two fold away. */
export function renderCommands(commands: readonly string[]): Markup {
  const lines = commands.map((command) => markup`<li><code>${command}</code></li>\n`);
  if (commands.length <= 2) {
    return markup`<div class="again"><span>Again with</span> <ul>${lines}</ul></div>`;
  }
  return fold(`Again with one of ${commands.length} commands`, markup`<ul>${lines}</ul>`, {
    kind: "again",
  });
}

/** Charts beside each other, or what to say where there are none. */
export function renderFigures(
  charts: readonly Chart[],
  { absence, ...options }: FigureOptions & { readonly absence?: string } = {},
): Markup {
  if (charts.length === 0) return markup`${absence && markup`<p>${absence}</p>`}`;
  // How to read small multiples is said once, under the first.
  const figures = charts.map((chart, at) =>
    renderFigure(chart, { ...options, explained: charts[at - 1]?.reading !== chart.reading })
  );
  return markup`<div class="figures">${figures}</div>`;
}
