import { mean, sampleStandardDeviation } from "simple-statistics";
import { published, type PublishedValue } from "../../paper/mod.ts";
import {
  bestOverSources,
  ownCapacities,
  type OwnCapacity,
  reached,
} from "../readings/own_capacities.ts";
import { capacityText } from "../readings/capacity_text.ts";
import { f1CapacityChart } from "../charts/f1_capacity_chart.ts";
import { count } from "../readings/number_format.ts";
import { paperCell } from "../readings/paper_cell.ts";
import type { PaperSectionOf } from "./paper_section.ts";
import { sourceTitle, t3CapacityChart } from "../charts/t3_capacity_chart.ts";
import type { Table } from "../tables/table.ts";

type Quantity = "capacityTokens" | "informationNats";

const captions = {
  capacityTokens:
    `Table 3 with ours, C_tokens: the longest prefix of any text at accuracy ${reached} and ` +
    "more; of ours, the longest exact one where it is shorter",
  informationNats: "Table 3 with ours, H_LM in nats: mean ± standard deviation over each text’s " +
    "longest prefix; ours counts the first token after BOS, the paper does not say",
} as const;

const sources = published.settings.sources.map(({ id }) => id);

/** Table 3 and Figure 1: how long a text two vectors hold, and how much information. */
export const t3Section: PaperSectionOf = (run) => {
  const own = ownCapacities(run);
  return {
    id: "t3",
    place: `${published.table3.place} and ${published.figure1.place}`,
    title: published.table3.title,
    says:
      "Larger Llama models hold longer texts, larger Pythia models do not; random words take up " +
      "more room than natural text, whether the model has seen that or not; sharing m costs " +
      "length.",
    charts: [
      f1CapacityChart(bestOverSources(run)),
      t3CapacityChart(own),
    ],
    tables: [
      printedTable("capacityTokens", own),
      printedTable("informationNats", own),
      ...(own.length > 0 ? [rulesTable(own)] : []),
    ],
    absence: own.length > 0 ? null : {
      sentence: "No text of the paper’s four sources was fitted by its arrangement in this run.",
      command: "deno task reproduce --claims T3,F1",
    },
  };
};

/** One quantity of Table 3, turned on its side: models in rows, ours below the paper's. */
function printedTable(quantity: Quantity, own: readonly OwnCapacity[]): Table {
  const columns = sources.flatMap((source) =>
    [false, true].map((mShared) => ({ source, mShared }))
  );
  const series = [...new Set(own.map((one) => one.series))];
  return {
    caption: captions[quantity],
    columns: [
      { name: "model" },
      ...columns.map((column) => ({ name: columnTitle(column), numeric: true })),
    ],
    rows: [
      ...published.settings.models.map(({ id, title }) => [
        `paper, ${title}`,
        ...columns.map((column) => printedCell(quantity, { ...column, model: id })),
      ]),
      ...series.map((name) => [
        name,
        ...columns.map(({ source, mShared }) => {
          const found = own.find((one) =>
            one.series === name && one.source === source && one.mShared === mShared
          );
          return found === undefined ? null : ownCell(quantity, found);
        }),
      ]),
    ],
  };
}

function columnTitle({ source, mShared }: Pick<OwnCapacity, "source" | "mShared">): string {
  return `${sourceTitle(source)}${mShared ? ", m shared" : ""}`;
}

function printedCell(quantity: Quantity, at: PublishedValue["at"]): string | null {
  const printed = published.table3.values.find((one) =>
    one.quantity === quantity && Object.entries(at).every(([name, want]) => one.at[name] === want)
  );
  // Two lines a cell: eight columns of these are wider than a page.
  return printed === undefined ? null : paperCell(printed).replaceAll("\u00a0", " ");
}

function ownCell(
  quantity: Quantity,
  { rules, exact, informationNats }: OwnCapacity,
): string {
  if (quantity === "capacityTokens") {
    const longest = capacityText(rules.longestOfAny);
    return exact.tokens === rules.longestOfAny.tokens
      ? longest
      : `${longest}, exact ${capacityText(exact)}`;
  }
  if (informationNats.length === 0) return "–";
  const middle = mean([...informationNats]).toFixed(1);
  return informationNats.length === 1
    ? middle
    : `${middle} ± ${sampleStandardDeviation([...informationNats]).toFixed(1)}`;
}

/** The paper's rule beside the others it could mean, for our cells. */
function rulesTable(own: readonly OwnCapacity[]): Table {
  return {
    caption: "Our capacities by the rules that the paper’s sentence allows, in tokens; ≥ where " +
      "nothing longer was seen to fail",
    columns: [
      { name: "series" },
      { name: "source" },
      { name: "texts", numeric: true },
      { name: "lengths tried", numeric: true },
      { name: "longest of any (the paper’s)", numeric: true },
      { name: "the same, exact", numeric: true },
      { name: "that half of the texts reach", numeric: true },
      { name: "by the mean accuracy", numeric: true },
      { name: "median text", numeric: true },
    ],
    rows: own.map(({ series, source, mShared, texts, lengths, rules, exact }) => [
      series,
      columnTitle({ source, mShared }),
      count(texts.length),
      lengths.length > 4
        ? `${lengths.length}, ${lengths[0]} to ${lengths.at(-1)}`
        : lengths.join(", "),
      capacityText(rules.longestOfAny),
      capacityText(exact),
      capacityText(rules.longestOfMost),
      capacityText(rules.longestByMean),
      capacityText(rules.medianOfTexts),
    ]),
  };
}
