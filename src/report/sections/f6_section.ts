import { published } from "../../paper/mod.ts";
import { f6DistancesCharts } from "../charts/f6_distances_chart.ts";
import { measured } from "../../records/measured.ts";
import type { PaperSectionOf } from "./paper_section.ts";

/** Figure 6: how far solutions are apart, by what their texts share. */
export const f6Section: PaperSectionOf = ({ experiments }) => {
  const charts = f6DistancesCharts(measured(experiments, "distances"));
  return {
    id: "f6",
    place: published.figure6.place,
    title: published.figure6.title,
    says:
      "Solutions of one text from different seeds are closest, those of texts with one context " +
      "come next, those of different contexts last; the three distributions overlap.",
    charts,
    tables: [],
    absence: charts.length > 0 ? null : {
      sentence: "No distance between solutions was measured in this run.",
      command: "deno task reproduce --claims F6",
    },
  };
};
