import { mean } from "simple-statistics";
import type { CertifiedGroup } from "../readings/certified.ts";
import { type Chart, commandsOf } from "./chart.ts";
import { figure, share } from "../readings/number_format.ts";

/** What noise on e and m costs a model's solutions. */
export function accuracyOverNoiseChart(groups: readonly CertifiedGroup[]): Chart | null {
  const values = groups.flatMap(({ name, solutions }) =>
    solutions.flatMap(({ text, seed, noise }) =>
      noise.flatMap(({ sigma, accuracies }) =>
        accuracies.map((accuracy, i) => ({
          series: name,
          text,
          seed,
          sigma,
          draw: i + 1,
          accuracy,
        }))
      )
    )
  );
  if (values.length === 0) return null;
  const { model, fileName } = groups[0];
  const scale = { domain: [...new Set(groups.map(({ name }) => name))] };
  const series = { field: "series", type: "nominal", scale };
  return {
    name: `accuracy-over-noise-${fileName}`,
    title: `Accuracy with noise on e and m, ${model}`,
    reading:
      "Noise is normal, σ times each vector’s own root mean square. A line is the mean over all " +
      "solutions and draws; a mark is one solution, the mean over its draws.",
    spec: {
      height: 220,
      data: { values },
      encoding: {
        x: {
          field: "sigma",
          type: "quantitative",
          scale: { type: "log", nice: false },
          axis: {
            title: "σ, relative to the vector",
            format: "~g",
            labelOverlap: true,
            tickCount: 6,
          },
        },
        y: {
          aggregate: "mean",
          field: "accuracy",
          type: "quantitative",
          scale: { domain: [0, 1] },
          axis: { title: "accuracy", tickCount: 5, format: ".1~f" },
        },
        color: series,
      },
      layer: [
        {
          mark: { type: "point", filled: true, size: 30, opacity: 0.5 },
          encoding: {
            detail: [{ field: "text" }, { field: "seed" }],
            shape: series,
            tooltip: [
              { field: "text", title: "text" },
              { field: "sigma", title: "σ" },
              { aggregate: "mean", field: "accuracy", title: "accuracy", format: ".4~f" },
            ],
          },
        },
        { mark: { type: "line", strokeWidth: 2 }, encoding: { strokeDash: series } },
      ],
    },
    values,
    table: {
      caption: `Accuracy with noise on e and m, ${model}`,
      columns: [
        { name: "solutions" },
        { name: "σ", numeric: true },
        { name: "mean accuracy", numeric: true },
        { name: "least", numeric: true },
        { name: "still exact", numeric: true },
      ],
      rows: groups.flatMap(({ name, solutions }) =>
        (solutions[0]?.noise ?? []).map(({ sigma }, step) => {
          const accuracies = solutions.map(({ noise }) => noise[step].accuracies);
          const exact = accuracies.filter((draws) => draws.every((one) => one === 1)).length;
          return [
            name,
            figure(sigma),
            share(mean(accuracies.flat())),
            share(Math.min(...accuracies.flat())),
            `${exact} of ${solutions.length}`,
          ];
        })
      ),
    },
    commands: commandsOf(groups),
  };
}
