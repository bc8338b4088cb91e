import { published, valueAt } from "../../paper/mod.ts";
import { ownPairs, sharedPairs } from "../readings/information_pairs.ts";
import { commandsOf } from "../charts/chart.ts";
import { f3InformationChart, guideLine } from "../charts/f3_information_chart.ts";
import { measured } from "../../records/measured.ts";
import { measuredFits } from "../readings/measured.ts";
import type { PaperSectionOf } from "./paper_section.ts";

/** Figure 3: what one pass holds against what autoregressive decoding holds. */
export const f3Section: PaperSectionOf = ({ records, experiments }) => {
  const fits = measuredFits(records);
  const groupFits = measured(experiments, "group fit");
  const crammings = measured(experiments, "cramming");
  const left = f3InformationChart(sharedPairs({ groupFits, crammings }), {
    name: "f3-information-m-shared",
    title: "Left: m shared, against one [mem] vector",
    sides: "Up: the longest prefix one pass gives back where a group of texts shares m. Across: " +
      "the longest crammed into one [mem] vector.",
    commands: commandsOf([...groupFits, ...crammings.filter(({ job }) => job.memVectors === 1)]),
  });
  const right = f3InformationChart(ownPairs({ fits, crammings }), {
    name: "f3-information-m-own",
    title: "Right: m not shared, against two [mem] vectors",
    sides: "Up: the longest prefix one pass gives back from a text’s own e and m. Across: the " +
      "longest crammed into two [mem] vectors.",
    commands: commandsOf([...fits, ...crammings.filter(({ job }) => job.memVectors === 2)]),
  });
  const { models, sources } = published.settings;
  const charts = [left, right].filter((chart) => chart !== null);
  return {
    id: "f3",
    place: published.figure3.place,
    title: published.figure3.title,
    says: `The paper’s points, one a model and data set (${models.length} models, ` +
      `${sources.length} sources; on the left all texts of a model share m), lie near ` +
      `${line("random", "typical")} for random text and mostly near ` +
      `${line("natural", "typical")} for natural text, at worst at ` +
      `${line("natural", "worst")}. It prints no coordinates, so its lines stand for them. Its ` +
      "autoregressive side is cramming (2502.13063), whose capacities are teacher-forced.",
    charts,
    tables: [],
    absence: charts.length > 0 ? null : {
      sentence: "No text was both fitted and crammed in this run.",
      command: "deno task reproduce --claims F3",
    },
  };
};

function line(text: string, reading: string): string {
  return guideLine(valueAt(published.figure3, "informationRatio", { text, reading }).value);
}
