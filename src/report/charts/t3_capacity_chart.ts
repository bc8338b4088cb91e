import { published, valuesAt } from "../../paper/mod.ts";
import { capacityDotsSpec, type CapacityMark, ownMark, ownTicks } from "./_capacity_dots.ts";
import { type OwnCapacity, reached } from "../readings/own_capacities.ts";
import { capacityText } from "../readings/capacity_text.ts";
import type { Chart } from "./chart.ts";
import { paperModelTitle } from "../readings/paper_cell.ts";

const sources = published.settings.sources.map(({ id }) => id);

/** Table 3's capacities, a facet a source: the paper's models and ours, m shared or not. */
export function t3CapacityChart(own: readonly OwnCapacity[]): Chart {
  const printed = valuesAt(published.table3, "capacityTokens").map(
    ({ at, value }): CapacityMark => ({
      from: "paper",
      model: paperModelTitle(String(at.model)),
      source: String(at.source),
      m: at.mShared ? "shared" : "its own",
      tokens: value,
      exactTokens: null,
      censored: false,
    }),
  );
  const marks = [...printed, ...own.map(ownMark)];
  return {
    name: "t3-capacity",
    title: "Capacity by source of texts",
    reading:
      `Hollow and grey are the paper’s models as printed, filled ours, all by one rule: the ` +
      `longest prefix of any text at accuracy ${reached} and more. A tick is one of our texts, the ` +
      "small diamond our longest prefix token for token; ≥ where nothing longer was seen to fail.",
    spec: capacityDotsSpec(sources.map((source) => ({
      title: sourceTitle(source),
      marks: marks.filter((one) => one.source === source),
      ticks: own.filter((one) => one.source === source).flatMap(ownTicks),
    }))),
    values: marks,
    table: {
      caption: "Capacities by source",
      columns: [
        { name: "source" },
        { name: "model" },
        { name: "m" },
        { name: "longest prefix", numeric: true },
        { name: "exact", numeric: true },
        { name: "texts", numeric: true },
        { name: "lengths tried", numeric: true },
      ],
      rows: sources.flatMap((source) => [
        ...printed.filter((one) => one.source === source).map(({ model, m, tokens }) => [
          sourceTitle(source),
          model,
          m,
          tokens,
          null,
          null,
          null,
        ]),
        ...own.filter((one) => one.source === source).map((
          { series, mShared, rules, exact, texts, lengths },
        ) => [
          sourceTitle(source),
          series,
          mShared ? "shared" : "its own",
          capacityText(rules.longestOfAny),
          capacityText(exact),
          texts.length,
          lengths.join(", "),
        ]),
      ]),
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
