import { mean } from "simple-statistics";
import { published, valueAt } from "../../paper/mod.ts";
import { settingsOf } from "../readings/settings.ts";
import { rowAxis } from "./_row_axis.ts";
import { type Chart, commandsOf, tooFew } from "./chart.ts";
import type { MeasuredCurve } from "./f7_accuracy_chart.ts";
import { count } from "../readings/number_format.ts";

const paper = valueAt(published.figure7, "lengthRatio", {});
const printed = paper.value.toFixed(paper.decimals);

/** How much longer each fitted curve is than its chord, a row a text. */
export function f7LengthRatioChart(curves: readonly MeasuredCurve[]): Chart | null {
  if (curves.length === 0) return null;
  const settings = settingsOf(curves);
  const values = settings.flatMap(({ name, items }) =>
    items.map(({ job, result }) => ({
      row: settings.length > 1 ? `${job.text.id}, ${name}` : job.text.id,
      setting: name,
      text: job.text.id,
      seeds: job.seeds.join(" and "),
      lengthRatio: result.lengthRatio,
    }))
  );
  const rows = Map.groupBy(values, ({ row }) => row);
  const longest = Math.max(paper.value, ...values.map(({ lengthRatio }) => lengthRatio));
  return {
    name: "f7-length-ratio",
    title: "Length of the curve over that of the straight line",
    tooFew: tooFew(curves.length, { want: 3, noun: "pair of solutions" }),
    reading: `A mark is one pair of solutions, 1 a curve as short as can be. Dotted: the largest ` +
      `ratio in the paper, ${printed}; it says nothing of the others, ` +
      "and its learning rate and steps are not given.",
    spec: {
      height: 32 * rows.size,
      encoding: {
        x: {
          type: "quantitative",
          scale: { domain: [1, 1 + (longest - 1) * 1.1], nice: false },
          axis: { title: "curve ÷ chord", format: ".2~f", tickCount: 5 },
        },
      },
      layer: [
        {
          data: { values },
          mark: { type: "point", filled: true, size: 55, opacity: 0.6 },
          encoding: {
            x: { field: "lengthRatio" },
            y: {
              field: "row",
              type: "nominal",
              sort: null,
              axis: rowAxis,
            },
            tooltip: [
              { field: "text", title: "text" },
              { field: "setting", title: "setting" },
              { field: "seeds", title: "seeds" },
              { field: "lengthRatio", title: "curve ÷ chord", format: ".3f" },
            ],
          },
        },
        {
          data: { values: [{ ratio: paper.value }] },
          mark: { type: "rule", style: "guide" },
          encoding: { x: { field: "ratio" } },
        },
        {
          data: { values: [{ ratio: paper.value, label: `the paper’s longest, ${printed}` }] },
          mark: { type: "text", style: "guideLabel", align: "right", baseline: "bottom", dx: 4 },
          encoding: { x: { field: "ratio" }, y: { value: -4 }, text: { field: "label" } },
        },
      ],
    },
    values: values.map(({ row: _, ...value }) => value),
    table: {
      caption: "Length of the curve over that of the straight line",
      columns: [
        { name: "text" },
        { name: "pairs", numeric: true },
        { name: "shortest", numeric: true },
        { name: "mean", numeric: true },
        { name: "longest", numeric: true },
        { name: "the paper’s longest", numeric: true },
      ],
      rows: [...rows].map(([row, own]) => {
        const ratios = own.map(({ lengthRatio }) => lengthRatio);
        return [
          row,
          count(own.length),
          Math.min(...ratios).toFixed(3),
          mean(ratios).toFixed(3),
          Math.max(...ratios).toFixed(3),
          printed,
        ];
      }),
    },
    commands: commandsOf(curves),
  };
}
