import { mean } from "simple-statistics";
import { published } from "../../paper/mod.ts";
import { type ArrangementCell, arrangements, table1 } from "../readings/arrangement_cells.ts";
import { cellGridSpec, gridParts } from "./cell_grid.ts";
import { type Chart, commandsOf } from "./chart.ts";
import { meanText } from "../readings/mean_text.ts";
import { share } from "../readings/number_format.ts";

const paper = "paper: Llama-3.2-1B";

/** Table 1: accuracy of five arrangements over N, our texts beside the paper's means. */
export function t1ArrangementsCharts(cells: readonly ArrangementCell[]): Chart[] {
  return gridParts(cells).map(({ cells, slug }) => chartOf(cells, slug));
}

function chartOf(cells: readonly ArrangementCell[], slug: string): Chart {
  const printed = table1.map(({ at, value, deviation }) => ({
    series: paper,
    row: String(at.arrangement),
    column: Number(at.tokens),
    ...{ text: null, seed: null, steps: null, exact: null, key: null },
    accuracy: value,
    deviation,
  }));
  const texts = cells.flatMap((cell) => marksOf(cell));
  const means = cells.map(({ series, arrangement, tokens, accuracies }) => ({
    series,
    row: arrangement,
    column: tokens,
    accuracy: mean([...accuracies]),
  }));
  const lengths = new Set([...printed, ...means].map(({ column }) => column));
  return {
    name: `t1-arrangements${slug}`,
    title: "Accuracy of five arrangements",
    reading: "Each cell is one of Table 1, from accuracy 0 (lower edge) to 1 (upper edge). Rings " +
      `are the paper’s means (${published.table1.quantities.accuracy.population}), bars their ` +
      "standard deviations as far as an accuracy can go. A filled mark is one of our PG-19 texts, " +
      "a thick line the mean of ours: of other weights, and by another recipe, unless their name " +
      "says the paper’s.",
    spec: cellGridSpec({
      rows: arrangements,
      columns: [...lengths].sort((a, b) => a - b),
      columnTitle: "N, tokens",
      series: [paper, ...new Set(cells.map(({ series }) => series))],
      printed,
      texts,
      means,
      tooltip: [
        { field: "text", title: "text" },
        { field: "column", title: "N" },
        { field: "accuracy", title: "accuracy" },
        { field: "steps", title: "steps" },
      ],
    }),
    values: [...printed, ...texts].map(({ row, column, ...value }) => ({
      arrangement: row,
      tokens: column,
      ...value,
    })),
    table: longTable(cells),
    commands: commandsOf(cells.flatMap(({ fits }) => fits)),
  };
}

function marksOf({ series, arrangement, tokens, fits }: ArrangementCell) {
  return fits.map(({ job, result, key }) => ({
    series,
    row: arrangement,
    column: tokens,
    text: job.text.id,
    seed: job.seed,
    steps: result.steps,
    exact: result.exact,
    key,
    accuracy: result.accuracy,
    deviation: null,
  }));
}

function longTable(cells: readonly ArrangementCell[]) {
  return {
    caption: "Accuracy by arrangement and length, ours",
    columns: [
      { name: "arrangement" },
      { name: "series" },
      { name: "N", numeric: true },
      { name: "texts", numeric: true },
      { name: "exact fits", numeric: true },
      { name: "mean ± sd", numeric: true },
      { name: "lowest", numeric: true },
      { name: "highest", numeric: true },
    ],
    rows: cells.map(({ series, arrangement, tokens, fits, accuracies, exact }) => [
      arrangement,
      series,
      tokens,
      accuracies.length,
      `${exact} of ${fits.length}`,
      meanText(accuracies),
      share(Math.min(...accuracies)),
      share(Math.max(...accuracies)),
    ]),
  };
}
