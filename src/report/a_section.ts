import { aSimilarityChart, writtenFrom } from "./a_similarity_chart.ts";
import { markup } from "./markup.ts";
import { measuredExperiments } from "./measured.ts";
import type { PaperSectionOf } from "./paper_section.ts";
import { shownToken } from "./shown_token.ts";
import type { Table } from "./table.ts";

/** Text (a): what the model writes when it starts from the proto-tokens. */
export const aSection: PaperSectionOf = ({ experiments }) => {
  const generations = measuredExperiments(experiments, "generation");
  const chart = aSimilarityChart(generations);
  return {
    id: "a",
    place: "Text (a)",
    title: "What the model writes from the proto-tokens",
    says: "What the model writes token by token from the proto-tokens, with or without BOS, is " +
      "unrelated to the text and its context (judged by eye, 50 contexts, Llama-3.2-1B). Beside " +
      "it stands what the same model writes after the text itself, where a relation is sure.",
    charts: chart === null ? [] : [chart],
    tables: generations.length === 0 ? [] : [writings(generations)],
    absence: chart !== null ? null : {
      sentence: "Nothing was written from proto-tokens in this run.",
      command: "deno task reproduce --claims a",
    },
  };
};

function writings(generations: Parameters<typeof writtenFrom>[0]): Table {
  const all = writtenFrom(generations);
  const several = new Set(all.map(({ setting }) => setting)).size > 1;
  return {
    caption: "What was written first",
    columns: [
      { name: "text" },
      { name: "written from" },
      { name: "own", numeric: true },
      { name: "other", numeric: true },
      { name: "first tokens" },
    ],
    rows: all.map(({ setting, text, seed, prompt, result }) => [
      `${text}, seed ${seed}` + (several ? `, ${setting}` : ""),
      prompt,
      result.ownSimilarity.toFixed(3),
      result.otherSimilarity.toFixed(3),
      markup`<bdi>${beginning(result)}</bdi>`,
    ]),
  };
}

/** About a line of what was written, or its ids where the run kept no text. */
function beginning(
  { writtenText, writtenIds }: { readonly writtenText?: string; writtenIds: readonly number[] },
): string {
  if (writtenText === undefined) return `token ids ${writtenIds.slice(0, 12).join(" ")}`;
  const characters = [...writtenText];
  return shownToken(characters.slice(0, 80).join("")) + (characters.length > 80 ? "…" : "");
}
