import { type Markup, markup, trusted } from "../page/markup.ts";

/** A table of a page. Cells are formatted already; `null` prints a dash. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Column {
  readonly name: string;
  /** Right aligned, digits of one width. */
  readonly numeric?: boolean;
}

export type Cell = string | number | Markup | null;

/**
 * The table in a box that scrolls by itself, so that the page never does sideways. `cards` lays each
 * row out as a card on a narrow screen, its cells named; explicit roles keep it a table all the same.
 */
export function renderTable(
  { caption, columns, rows }: Table,
  { captionHidden = false, cards = false }: { captionHidden?: boolean; cards?: boolean } = {},
): Markup {
  const kind = (i: number) => columns[i].numeric && trusted(' class="number"');
  // A card is no table cell to CSS, and then to some browsers none at all, unless its role says so.
  const role = (name: string) => cards && markup` role="${name}"`;
  const head = columns.map(({ name }, i) =>
    markup`<th${role("columnheader")} scope="col"${kind(i)}>${name}</th>`
  );
  const cell = (content: Cell, i: number) => {
    if (i === 0) {
      return markup`<th${role("rowheader")} scope="row"${kind(i)}>${content}</th>`;
    }
    const name = cards && markup` data-name="${columns[i].name}"`;
    return markup`<td${role("cell")}${name}${kind(i)}>${content ?? "–"}</td>`;
  };
  const line = (cells: readonly Cell[]) => markup`<tr${role("row")}>${cells.map(cell)}</tr>\n`;
  // Shown above the box, where it breaks at the width of the screen and not at that of the table.
  const shown = !captionHidden && markup`<p class="caption" aria-hidden="true">${caption}</p>\n`;
  return markup`${shown}<div class="scroll" role="group" tabindex="0" aria-label="${caption}">
<table${role("table")}${cards && trusted(' class="cards"')}>
<caption class="unseen">${caption}</caption>
<thead${role("rowgroup")}><tr${role("row")}>${head}</tr></thead>
<tbody${role("rowgroup")}>
${rows.map(line)}</tbody>
</table></div>`;
}
