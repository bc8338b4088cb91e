import { mean, sampleStandardDeviation } from "simple-statistics";
import { published, type PublishedValue } from "../harness/paper/mod.ts";
import { bestOverSources, ownCapacities, type OwnCapacity } from "./_own_capacities.ts";
import { capacityText } from "./capacity_text.ts";
import { f1CapacityChart } from "./f1_capacity_chart.ts";
import { count } from "./number_format.ts";
import { paperCell, paperModelTitle } from "./paper_cell.ts";
import type { PaperSectionOf } from "./paper_section.ts";
import { sourceTitle, t3CapacityChart } from "./t3_capacity_chart.ts";
import type { Table } from "./table.ts";

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
      ...sources.map((source) => t3CapacityChart(own, { source })),
    ],
    tables: [printedTable(own), ...(own.length > 0 ? [rulesTable(own)] : [])],
    absence: own.length > 0 ? null : {
      sentence: "No text of the paper’s four sources was fitted by its arrangement in this run.",
      command: "deno task reproduce --claims T3,F1",
    },
  };
};

/** Table 3 as printed, our series as further columns. */
function printedTable(own: readonly OwnCapacity[]): Table {
  const models = published.settings.models.map(({ id }) => id);
  const series = [...new Set(own.map((one) => one.series))];
  const rows = sources.flatMap((source) =>
    [false, true].flatMap((mShared) =>
      (["capacityTokens", "informationNats"] as const).map((quantity) => [
        sourceTitle(source),
        mShared ? "shared" : "its own",
        quantity === "capacityTokens" ? "C_tokens" : "H_LM, nats",
        ...models.map((model) => printedCell(quantity, { source, mShared, model })),
        ...series.map((name) => {
          const found = own.find((one) =>
            one.series === name && one.source === source && one.mShared === mShared
          );
          return found === undefined ? null : ownCell(quantity, found);
        }),
      ])
    )
  );
  return {
    caption: "Table 3 with ours in the last columns: C_tokens by the paper’s rule (of ours, the " +
      "longest exact prefix beside it), H_LM of each text’s longest prefix, first token after BOS",
    columns: [
      { name: "text" },
      { name: "m" },
      { name: "quantity" },
      ...[...models.map(paperModelTitle), ...series].map((name) => ({ name, numeric: true })),
    ],
    rows,
  };
}

function printedCell(quantity: string, at: PublishedValue["at"]): string | null {
  const printed = published.table3.values.find((one) =>
    one.quantity === quantity && Object.entries(at).every(([name, want]) => one.at[name] === want)
  );
  return printed === undefined ? null : paperCell(printed);
}

function ownCell(
  quantity: "capacityTokens" | "informationNats",
  { rules, exact, informationNats }: OwnCapacity,
): string {
  if (quantity === "capacityTokens") {
    return `${capacityText(rules.longestOfAny)}, exact ${capacityText(exact)}`;
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
      { name: "text" },
      { name: "m" },
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
      sourceTitle(source),
      mShared ? "shared" : "its own",
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
