import { published } from "../../paper/mod.ts";
import { f7AccuracyCharts } from "../charts/f7_accuracy_chart.ts";
import { f7LengthRatioChart } from "../charts/f7_length_ratio_chart.ts";
import { measured } from "../../records/measured.ts";
import type { PaperSectionOf } from "./paper_section.ts";

/** Figure 7: what lies between two solutions of one text. */
export const f7Section: PaperSectionOf = ({ experiments }) => {
  const curves = measured(experiments, "curve");
  const charts = [...f7AccuracyCharts(curves), f7LengthRatioChart(curves)]
    .filter((chart) => chart !== null);
  return {
    id: "f7",
    place: published.figure7.place,
    title: published.figure7.title,
    says: "Along the straight line between two solutions of a text accuracy collapses; along a " +
      "fitted quadratic Bézier curve it stays near 1, and the curve is hardly longer.",
    charts,
    tables: [],
    absence: charts.length > 0 ? null : {
      sentence: "No path between two solutions was fitted in this run.",
      command: "deno task reproduce --claims F7",
    },
  };
};
