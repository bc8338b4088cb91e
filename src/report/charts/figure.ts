import { type Chart, sized } from "./chart.ts";
import { chartSvg } from "./chart_svg.ts";
import { type Markup, markup, trusted } from "../page/markup.ts";
import { inlineJson } from "../page/inline_json.ts";
import { packRows } from "../page/packed_rows.ts";
import { variablePalette } from "./palette.ts";
import { renderTable } from "../tables/table.ts";

/**
 * A chart on the page: a drawing that is there without scripts, the specification a script draws it
 * from again at the width of the screen, and its table. The drawing is hidden from a screen reader,
 * which finds the table whether or not it is unfolded for the eye. `commands: false` leaves out the
 * commands, where they stand beside the figure already.
 */
export async function renderFigure(
  chart: Chart,
  { commands = true }: { commands?: boolean } = {},
): Promise<Markup> {
  const svg = await chartSvg(chart.spec, { palette: variablePalette, width: 480 });
  return markup`<figure class="chart" id="chart-${chart.name}">
<figcaption><h4>${chart.title}</h4><p>${chart.reading}</p></figcaption>
<div class="drawing" aria-hidden="true">${trusted(svg)}</div>
${inlineJson(packRows(sized(chart.spec, "container")))}
<details class="toggle"><summary>Table</summary><p>The same as <code>charts/${chart.name}.csv</code>${
    chart.values.length > chart.table.rows.length ? ", which has every value drawn" : ""
  }.</p></details>
<div class="toggled">${renderTable(chart.table, { captionHidden: true })}</div>
${commands && chart.commands.length > 0 && renderCommands(chart.commands)}
</figure>`;
}

/** The commands that make some numbers again; more than two fold away. */
export function renderCommands(commands: readonly string[]): Markup {
  const lines = commands.map((command) => markup`<li><code>${command}</code></li>`);
  if (commands.length <= 2) {
    return markup`<div class="again"><span>Again with</span> <ul>${lines}</ul></div>`;
  }
  return markup`<details class="again">
<summary>Again with one of ${commands.length} commands</summary>
<ul>${lines}</ul>
</details>`;
}

/** Charts beside each other, or what to say where there are none. */
export async function renderFigures(
  charts: readonly Chart[],
  { absence, commands }: { absence?: string; commands?: boolean } = {},
): Promise<Markup> {
  if (charts.length === 0) return markup`${absence && markup`<p>${absence}</p>`}`;
  const rendered: Markup[] = [];
  for (const chart of charts) rendered.push(await renderFigure(chart, { commands }));
  return markup`<div class="figures">${rendered}</div>`;
}
