import { published } from "../../paper/mod.ts";
import {
  type ArrangementCell,
  arrangementCells,
  arrangements,
  table1,
} from "../readings/arrangement_cells.ts";
import { besideTable } from "../tables/beside_table.ts";
import { meanText } from "../readings/mean_text.ts";
import { paperCell } from "../readings/paper_cell.ts";
import type { PaperSectionOf } from "./paper_section.ts";
import { t1ArrangementsCharts } from "../charts/t1_arrangements_chart.ts";
import type { Table } from "../tables/table.ts";

/** Table 1: how the two vectors are laid out over the N inputs. */
export const t1Section: PaperSectionOf = ({ records }) => {
  const cells = arrangementCells(records);
  return {
    id: "t1",
    place: published.table1.place,
    title: published.table1.title,
    says:
      "One vector repeated fails from the second token on, two vectors in halves or alternating " +
      "fail soon after; one e followed by copies of one m gives back whole texts, whether or not " +
      "the output of e is scored as well.",
    charts: t1ArrangementsCharts(cells),
    tables: [tableOf(cells)],
    absence: cells.length > 0 ? null : {
      sentence: "No PG-19 text was fitted at a length of this table in this run.",
      command: "deno task reproduce --claims T1",
    },
  };
};

function tableOf(cells: readonly ArrangementCell[]): Table {
  const lengths = new Set([
    ...table1.map(({ at }) => Number(at.tokens)),
    ...cells.map(({ tokens }) => tokens),
  ]);
  const own = [...new Set(cells.map(({ series }) => series))].map((series) => ({
    name: series,
    cell(arrangement: string, tokens: number) {
      const found = cells.find((one) =>
        one.series === series && one.arrangement === arrangement && one.tokens === tokens
      );
      return found === undefined ? null : cellText(found);
    },
  }));
  return besideTable({
    caption: "Table 1 with ours: mean ± standard deviation over texts; of ours, exact fits of all",
    rowName: "arrangement",
    rows: arrangements,
    columnName: "N\u00a0=\u00a0",
    columns: [...lengths].sort((a, b) => a - b),
    sources: [{
      name: "paper, Llama-3.2-1B",
      cell(arrangement, tokens) {
        const printed = table1.find(({ at }) =>
          at.arrangement === arrangement && at.tokens === tokens
        );
        return printed === undefined ? null : paperCell(printed);
      },
    }, ...own],
  });
}

function cellText({ accuracies, exact, fits, unfinished }: ArrangementCell): string {
  const missing = unfinished > 0 ? ` (${unfinished}\u00a0not\u00a0ended)` : "";
  return `${meanText(accuracies)}, ${exact}\u00a0of\u00a0${fits.length}${missing}`;
}
