import { published } from "../../paper/mod.ts";
import { type SharingCell, sharingCells, table2 } from "../readings/sharing_cells.ts";
import { besideTable } from "../tables/beside_table.ts";
import { meanText } from "../readings/mean_text.ts";
import { paperCell } from "../readings/paper_cell.ts";
import type { PaperSectionOf } from "./paper_section.ts";
import { sharingRow, sharingRows, t2SharingCharts } from "../charts/t2_sharing_chart.ts";
import type { Table } from "../tables/table.ts";

/** Table 2: e or m shared within groups of texts. */
export const t2Section: PaperSectionOf = ({ experiments }) => {
  const cells = sharingCells(experiments);
  return {
    id: "t2",
    place: published.table2.place,
    title: published.table2.title,
    says:
      "Either vector can be shared by many texts, though the larger the group the more restarts " +
      "it takes: the best of ten seeds stays near 1 where the mean over seeds falls. Which model " +
      "it was is unstated.",
    charts: t2SharingCharts(cells),
    tables: [tableOf(cells)],
    absence: cells.length > 0 ? null : {
      sentence: "No PG-19 texts were fitted in groups of several sizes in this run.",
      command: "deno task reproduce --claims T2",
    },
  };
};

function tableOf(cells: readonly SharingCell[]): Table {
  const sizes = new Set([
    ...table2.map(({ at }) => Number(at.groupSize)),
    ...cells.map(({ groupSize }) => groupSize),
  ]);
  const own = [...new Set(cells.map(({ series }) => series))].map((series) => ({
    name: series,
    cell(row: string, size: number) {
      const found = cells.find((one) =>
        one.series === series && one.groupSize === size &&
        sharingRow(one.shared, one.overSeeds) === row
      );
      return found === undefined ? null : cellText(found);
    },
  }));
  return besideTable({
    caption: "Table 2 with ours: mean ± standard deviation over texts; of ours, texts and seeds",
    rowName: "shared vector",
    rows: sharingRows,
    columnName: "groups of ",
    columns: [...sizes].sort((a, b) => a - b),
    sources: [{
      name: `paper, N = ${table2[0].at.tokens}`,
      cell(row, size) {
        const printed = table2.find(({ at }) =>
          at.groupSize === size && sharingRow(String(at.shared), String(at.overSeeds)) === row
        );
        return printed === undefined ? null : paperCell(printed);
      },
    }, ...own],
  });
}

function cellText({ texts, overSeeds }: SharingCell): string {
  const seeds = Math.min(...texts.map(({ seeds }) => seeds));
  const over = overSeeds === "max" ? `best\u00a0of\u00a0${seeds}` : `mean\u00a0of\u00a0${seeds}`;
  return `${meanText(texts.map(({ accuracy }) => accuracy))}, ${texts.length}\u00a0×\u00a0${over}`;
}
