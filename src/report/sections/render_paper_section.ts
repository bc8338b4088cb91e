import { renderFigures } from "../charts/figure.ts";
import { type Markup, markup } from "../page/markup.ts";
import type { PaperSection } from "./paper_section.ts";
import { renderTable } from "../tables/table.ts";

/** A section of the paper without its heading: what it says, ours over it, or how to get ours. */
export async function renderPaperSection(
  { says, charts, tables, absence }: PaperSection,
): Promise<Markup> {
  // Without data of ours there is nothing to make again.
  const figures = await renderFigures(charts, { commands: absence === null });
  return markup`<p>${says}</p>
${
    absence && markup`<p class="note">${absence.sentence} To measure it:
<code>${absence.command}</code></p>`
  }
${figures}
${tables.map((table) => renderTable(table))}`;
}
