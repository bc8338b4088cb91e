import { published, valueAt } from "../../paper/mod.ts";
import { f4BreakEvenChart } from "../charts/f4_break_even_chart.ts";
import { f4ThroughputChart } from "../charts/f4_throughput_chart.ts";
import { measuredFits, measuredThroughputs } from "../readings/measured.ts";
import { count } from "../readings/number_format.ts";
import type { PaperSectionOf } from "./paper_section.ts";

/** Figure 4: how fast a text is read back, and how soon that repays the fit. */
export const f4Section: PaperSectionOf = ({ records }) => {
  const timings = measuredThroughputs(records);
  const charts = [f4ThroughputChart(timings), f4BreakEvenChart(timings, measuredFits(records))]
    .filter((chart) => chart !== null);
  const limit = (mode: string, end: string) =>
    count(valueAt(published.figure4, "axisTokensPerSecond", { mode, end }).value);
  return {
    id: "f4",
    place: published.figure4.place,
    title: published.figure4.title,
    says: `On average one pass is ${valueAt(published.figure4, "throughputRatio", {}).value} ` +
      `times as fast, one point a model and data set. The paper’s axes end at ` +
      `${limit("one pass", "upper")} tokens a second in one pass and run from ` +
      `${limit("autoregressive", "lower")} to ${limit("autoregressive", "upper")} token by token.`,
    charts,
    tables: [],
    absence: charts.length > 0 ? null : {
      sentence: "No reconstruction was timed in this run.",
      command: "deno task reproduce --claims F4",
    },
  };
};
