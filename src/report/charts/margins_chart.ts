import { median } from "simple-statistics";
import type { CertifiedGroup } from "../readings/certified.ts";
import { type Chart, commandsOf } from "./chart.ts";
import { count, figure } from "../readings/number_format.ts";

/** How far every position of a model's solutions is from another token. */
export function marginsChart(groups: readonly CertifiedGroup[]): Chart | null {
  const values = groups.flatMap(({ name, solutions }) =>
    solutions.flatMap(({ text, seed, marginsNats }) =>
      marginsNats.map((marginNats, i) => ({
        series: name,
        text,
        seed,
        position: i + 1,
        marginNats,
      }))
    )
  );
  if (values.length === 0) return null;
  const { model, fileName } = groups[0];
  const scale = { domain: [...new Set(groups.map(({ name }) => name))] };
  return {
    name: `logit-margins-${fileName}`,
    title: `Logit margins, ${model}`,
    reading:
      "A bar counts positions: the target’s logit less the best other one’s, in nats, where the " +
      "solution was fitted. Right of 0 the token is hit; near 0 little is needed to lose it.",
    spec: {
      height: 220,
      data: { values },
      layer: [
        {
          mark: { type: "bar", opacity: 0.85 },
          encoding: {
            x: {
              field: "marginNats",
              type: "quantitative",
              bin: { maxbins: 40 },
              axis: { title: "margin, nats", format: "~f", labelOverlap: true },
            },
            y: {
              aggregate: "count",
              type: "quantitative",
              axis: { title: "positions", tickMinStep: 1, format: ",d" },
            },
            color: { field: "series", type: "nominal", scale },
            tooltip: [
              { field: "series", title: "solutions" },
              { field: "marginNats", bin: { maxbins: 40 }, title: "margin, nats" },
              { aggregate: "count", title: "positions" },
            ],
          },
        },
        { mark: { type: "rule", style: "guide" }, encoding: { x: { datum: 0 } } },
      ],
    },
    values,
    table: {
      caption: `Logit margins, ${model}, nats`,
      columns: [
        { name: "solutions" },
        ...["positions", "least", "median", "most", "below 0.1"]
          .map((name) => ({ name, numeric: true })),
      ],
      rows: groups.map(({ name, solutions }) => {
        const margins = solutions.flatMap(({ marginsNats }) => marginsNats);
        return [
          name,
          count(margins.length),
          figure(Math.min(...margins)),
          figure(median(margins)),
          figure(Math.max(...margins)),
          count(margins.filter((margin) => margin < 0.1).length),
        ];
      }),
    },
    commands: commandsOf(groups),
  };
}
