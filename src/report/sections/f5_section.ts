import { published } from "../../paper/mod.ts";
import { f5DistancesCharts } from "../charts/f5_distances_chart.ts";
import { measured } from "../../records/measured.ts";
import type { PaperSectionOf } from "./paper_section.ts";

/** Figure 5: are same-context solutions closer than their texts alone would have them? */
export const f5Section: PaperSectionOf = ({ experiments }) => {
  const distances = measured(experiments, "distances");
  const unasked = distances.some(({ result }) =>
    result.pairs.some(({ semanticDistance }) => semanticDistance === null)
  );
  const charts = f5DistancesCharts(distances);
  return {
    id: "f5",
    place: published.figure5.place,
    title: published.figure5.title,
    says: "At equal token distance or semantic distance of the texts, solutions of one context " +
      "are still slightly closer than solutions of different contexts." +
      (unasked
        ? " Where the sentence model (all-MiniLM-L6-v2) was not asked, semantic distance is missing."
        : ""),
    charts,
    tables: [],
    absence: charts.length > 0 ? null : {
      sentence: "No distance between solutions was measured in this run.",
      command: "deno task reproduce --claims F5",
    },
  };
};
