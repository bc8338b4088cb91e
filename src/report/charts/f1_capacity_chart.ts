import { published, valuesAt } from "../../paper/mod.ts";
import { capacityDotsSpec, type CapacityMark, ownMark, ownTicks } from "./_capacity_dots.ts";
import { type OwnCapacity, reached } from "../readings/own_capacities.ts";
import { capacityText } from "../readings/capacity_text.ts";
import type { Chart } from "./chart.ts";
import { paperModelTitle } from "../readings/paper_cell.ts";

const best = "any";

/** Figure 1: the longest text of each model, the best over sources, m not shared. */
export function f1CapacityChart(bestOfSources: readonly OwnCapacity[]): Chart {
  const own = bestOfSources.map((one) => ({ ...one, source: best }));
  const printed = valuesAt(published.figure1, "capacityTokens").map(
    ({ at, value }): CapacityMark => ({
      from: "paper",
      model: paperModelTitle(String(at.model)),
      source: best,
      m: "its own",
      tokens: value,
      exactTokens: null,
      censored: false,
    }),
  );
  return {
    name: "f1-capacity",
    title: `${published.figure1.place}: the longest text of each model`,
    reading: "The best over sources, m of each text its own: hollow the paper’s models, filled " +
      `ours. The paper calls these texts ${published.figure1.wording} and counts accuracy ` +
      `${reached} and more; the diamond is our longest prefix that is so token for token, a tick ` +
      "the longest prefix of one text, ≥ where nothing longer was seen to fail.",
    spec: capacityDotsSpec([
      { title: "", marks: [...printed, ...own.map(ownMark)], ticks: own.flatMap(ownTicks) },
    ]),
    values: [...printed, ...own.map(ownMark)],
    table: {
      caption: "The longest text of each model",
      columns: [
        { name: "model" },
        { name: "longest prefix", numeric: true },
        { name: "exact", numeric: true },
        { name: "texts", numeric: true },
      ],
      rows: [
        ...printed.map(({ model, tokens }) => [model, tokens, null, null]),
        ...own.map(({ series, rules, exact, texts }) => [
          series,
          capacityText(rules.longestOfAny),
          capacityText(exact),
          texts.length,
        ]),
      ],
    },
    commands: [...new Set(own.flatMap(({ commands }) => commands))],
  };
}
