import { published, valuesAt } from "../../paper/mod.ts";
import { type CapacityBar, capacityBarsSpec, ownBar, ownTicks } from "./_capacity_bars.ts";
import { type OwnCapacity, reached } from "../readings/own_capacities.ts";
import { capacityText } from "../readings/capacity_text.ts";
import type { Chart } from "./chart.ts";
import { paperModelTitle } from "../readings/paper_cell.ts";

/** Table 3's capacities of one source: a bar a model, the paper's and ours, m shared or not. */
export function t3CapacityChart(
  capacities: readonly OwnCapacity[],
  { source }: { readonly source: string },
): Chart {
  const own = capacities.filter((one) => one.source === source);
  const printed = valuesAt(published.table3, "capacityTokens", { source }).map(
    ({ at, value }): CapacityBar => ({
      from: "paper",
      model: paperModelTitle(String(at.model)),
      source,
      m: at.mShared ? "shared" : "its own",
      tokens: value,
      exactTokens: null,
      censored: false,
    }),
  );
  const ticks = own.flatMap(ownTicks);
  return {
    name: `t3-capacity-${source}`,
    title: `Capacity, ${sourceTitle(source)}`,
    reading:
      `Hollow bars are the paper’s models as printed, filled ones ours, all by one rule: the ` +
      `longest prefix of any text at accuracy ${reached} and more. A tick is one of our texts, the ` +
      "diamond our longest prefix token for token; ≥ where nothing longer was seen to fail.",
    spec: capacityBarsSpec([...printed, ...own.map(ownBar)], ticks),
    values: [...printed, ...own.map(ownBar)],
    table: {
      caption: `Capacities of ${sourceTitle(source)}`,
      columns: [
        { name: "model" },
        { name: "m" },
        { name: "longest prefix", numeric: true },
        { name: "exact", numeric: true },
        { name: "texts", numeric: true },
        { name: "lengths tried", numeric: true },
      ],
      rows: [
        ...printed.map(({ model, m, tokens }) => [model, m, tokens, null, null, null]),
        ...own.map(({ series, mShared, rules, exact, texts, lengths }) => [
          series,
          mShared ? "shared" : "its own",
          capacityText(rules.longestOfAny),
          capacityText(exact),
          texts.length,
          lengths.join(", "),
        ]),
      ],
    },
    commands: [...new Set(own.flatMap(({ commands }) => commands))],
  };
}

/** A source of texts in words. */
export function sourceTitle(source: string): string {
  const titles: Record<string, string> = {
    random: "random words",
    fanfics: "fanfics",
    pg19: "PG-19",
    generated: "PG-19 (generated)",
  };
  return titles[source] ?? source;
}
