import { mean } from "simple-statistics";
import { published } from "../../paper/mod.ts";
import { type SharingCell, table2 } from "../readings/sharing_cells.ts";
import { cellGridSpec, gridParts } from "./cell_grid.ts";
import { type Chart, commandsOf } from "./chart.ts";
import { meanText } from "../readings/mean_text.ts";
import { count, share } from "../readings/number_format.ts";

const paper = `paper: N = ${table2[0].at.tokens}`;

/** Table 2: accuracy over the number of texts that share e or m, best and mean over seeds. */
export function t2SharingCharts(cells: readonly SharingCell[]): Chart[] {
  return gridParts(cells).map(({ cells, slug }) => chartOf(cells, slug));
}

function chartOf(cells: readonly SharingCell[], slug: string): Chart {
  const printed = table2.map(({ at, value, deviation }) => ({
    series: paper,
    shared: String(at.shared),
    overSeeds: String(at.overSeeds),
    row: sharingRow(String(at.shared), String(at.overSeeds)),
    column: Number(at.groupSize),
    ...{ text: null, seeds: null },
    accuracy: value,
    deviation,
  }));
  const texts = cells.flatMap(({ series, shared, overSeeds, groupSize, texts }) =>
    texts.map(({ text, accuracy, seeds }) => ({
      ...{ series, shared, overSeeds },
      row: sharingRow(shared, overSeeds),
      column: groupSize,
      ...{ text, seeds, accuracy, deviation: null },
    }))
  );
  const means = cells.map(({ series, shared, overSeeds, groupSize, texts }) => ({
    series,
    row: sharingRow(shared, overSeeds),
    column: groupSize,
    accuracy: mean(texts.map(({ accuracy }) => accuracy)),
  }));
  const sizes = new Set([...printed, ...means].map(({ column }) => column));
  return {
    name: `t2-sharing${slug}`,
    title: "Accuracy where texts share a vector",
    reading: "Each cell is one of Table 2, from accuracy 0 (lower edge) to 1 (upper edge). Rings " +
      `are the paper’s means (${published.table2.quantities.accuracy.population}), bars their ` +
      "standard deviations as far as an accuracy can go. A filled mark is one of our texts: its " +
      "mean over seeds, or the best of as many seeds as it has (of ten where there are more, the " +
      "expected best of ten). A thick line is the mean of ours.",
    spec: cellGridSpec({
      rows: sharingRows,
      columns: [...sizes].sort((a, b) => a - b),
      columnTitle: "texts that share it",
      series: [paper, ...new Set(cells.map(({ series }) => series))],
      printed,
      texts,
      means,
      tooltip: [
        { field: "text", title: "text" },
        { field: "column", title: "texts in its group" },
        { field: "accuracy", title: "accuracy" },
        { field: "seeds", title: "seeds" },
      ],
    }),
    values: [...printed, ...texts].map(({ row: _, column, ...value }) => ({
      groupSize: column,
      ...value,
    })),
    table: longTable(cells),
    commands: commandsOf(cells.flatMap(({ groups }) => groups)),
  };
}

/** A row of Table 2 in words. */
export function sharingRow(shared: string, overSeeds: string): string {
  return `${shared} shared, ${overSeeds === "max" ? "best" : "mean"} of seeds`;
}

/** Its rows, as printed. */
export const sharingRows = [
  ...new Set(table2.map(({ at }) => sharingRow(String(at.shared), String(at.overSeeds)))),
];

function longTable(cells: readonly SharingCell[]) {
  return {
    caption: "Accuracy by group size, ours",
    columns: [
      { name: "shared" },
      { name: "series" },
      { name: "group size", numeric: true },
      { name: "texts", numeric: true },
      { name: "seeds a text", numeric: true },
      { name: "mean ± sd", numeric: true },
      { name: "lowest", numeric: true },
      { name: "steps of a group", numeric: true },
    ],
    rows: cells.map(({ series, shared, overSeeds, groupSize, texts, groups }) => [
      sharingRow(shared, overSeeds),
      series,
      groupSize,
      texts.length,
      range(texts.map(({ seeds }) => seeds)),
      meanText(texts.map(({ accuracy }) => accuracy)),
      share(Math.min(...texts.map(({ accuracy }) => accuracy))),
      range(groups.map(({ result }) => result.steps)),
    ]),
  };
}

function range(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? count(low) : `${count(low)} to ${count(high)}`;
}
