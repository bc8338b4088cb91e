import { kAttentionCharts } from "../charts/k_attention_chart.ts";
import { measured } from "../../records/measured.ts";
import type { PaperSectionOf } from "./paper_section.ts";

/** Text (k): is e an attention sink? */
export const kSection: PaperSectionOf = ({ experiments }) => {
  const charts = kAttentionCharts(measured(experiments, "attention"));
  return {
    id: "k",
    place: "Text (k)",
    title: "One proto-token as attention sink",
    says: "The paper’s hypothesis, without a number: one of the two proto-tokens serves as an " +
      "attention sink. Ordinary text has its sink at position 1 too, so what tells is the " +
      "difference between fitted vectors and the random ones the fit started from.",
    charts,
    tables: [],
    absence: charts.length > 0 ? null : {
      sentence: "Attention was not watched in this run.",
      command: "deno task reproduce --claims k",
    },
  };
};
