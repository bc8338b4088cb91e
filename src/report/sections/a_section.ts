import { published } from "../../paper/mod.ts";
import { aSimilarityChart, beginning, writtenFrom } from "../charts/a_similarity_chart.ts";
import { markup } from "../page/markup.ts";
import { measured } from "../../records/measured.ts";
import type { PaperSectionOf } from "./paper_section.ts";
import type { Table } from "../tables/table.ts";

/** Text (a): what the model writes when it starts from the proto-tokens. */
export const aSection: PaperSectionOf = ({ experiments }) => {
  const generations = measured(experiments, "generation");
  const { contexts, contextTokens } = published.statements.find(({ id }) => id === "a")!.at;
  const chart = aSimilarityChart(generations);
  return {
    id: "a",
    place: "Text (a)",
    title: "What the model writes from the proto-tokens",
    says: "What the model writes token by token from the proto-tokens, with or without BOS, is " +
      `unrelated to the text and its context (judged by eye, ${contexts} contexts of ` +
      `${contextTokens} tokens, Llama-3.2-1B). Beside ` +
      "it stands what the same model writes after the text itself, where a relation is sure.",
    charts: chart === null ? [] : [chart],
    tables: generations.length === 0 ? [] : [writings(generations)],
    absence: chart !== null ? null : {
      sentence: "Nothing was written from proto-tokens in this run.",
      command: "deno task reproduce --claims a",
    },
  };
};

/** Texts whose writings are shown in full view. */
const mostTexts = 8;

function writings(generations: Parameters<typeof writtenFrom>[0]): Table {
  const all = writtenFrom(generations);
  const texts = [...new Set(all.map(({ text }) => text))];
  const shown = new Set(texts.slice(0, mostTexts));
  const several = new Set(all.map(({ setting }) => setting)).size > 1;
  const elsewhere = texts.length > shown.size
    ? `, from ${shown.size} of ${texts.length} texts; the others are in the CSV file under the chart`
    : "";
  return {
    caption: `What was written first${elsewhere}`,
    columns: [
      { name: "text" },
      { name: "written from" },
      { name: "own", numeric: true },
      { name: "other", numeric: true },
      { name: "first tokens" },
    ],
    rows: all.filter(({ text }) => shown.has(text)).map((one) => [
      `${one.text}, seed ${one.seed}` + (several ? `, ${one.setting}` : ""),
      one.prompt,
      one.result.ownSimilarity.toFixed(3),
      one.result.otherSimilarity.toFixed(3),
      markup`<bdi>${beginning(one.result)}</bdi>`,
    ]),
  };
}
