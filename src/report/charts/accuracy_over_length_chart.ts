import { mean } from "simple-statistics";
import { type Chart, commandsOf, tooFew } from "./chart.ts";
import type { MeasuredFit } from "../readings/measured.ts";
import { share } from "../readings/number_format.ts";
import { paperGrid } from "../readings/paper_grid.ts";
import { type Panel, panelsOf, panelTitle, seriesChannel } from "../readings/panels.ts";
import type { Series } from "../readings/series.ts";

/** Accuracy over N: every text a point, the mean of each series a line; a chart a panel. */
export function accuracyOverLengthCharts(fits: readonly MeasuredFit[]): Chart[] {
  const lengths = paperGrid(fits.map(({ job }) => job.tokens));
  return panelsOf(fits).map((panel) => chartOf(panel, lengths));
}

function chartOf(panel: Panel, lengths: readonly number[]): Chart {
  const { series, fits, slug } = panel;
  const points = series.flatMap((one, i) => pointsOf(one, { place: i, places: series.length }));
  const means = series.flatMap(meansOf);
  const named = seriesChannel(panel);
  return {
    name: `accuracy-over-length${slug}`,
    title: panelTitle("Accuracy over the length of the text", panel),
    tooFew: tooFew(fits.length, { want: 3, noun: "fit" }),
    reading: "One mark is one text: the share of its N tokens that one forward pass gives back. " +
      "Marks are set side by side where they would cover each other; the line joins the means. " +
      "The paper counts 0.99 and more as reconstructed (dotted).",
    spec: {
      height: 260,
      encoding: {
        x: {
          field: "tokens",
          type: "ordinal",
          scale: { domain: lengths },
          axis: {
            title: "N, tokens (lengths of the paper’s grid)",
            labelAngle: 0,
            labelOverlap: true,
          },
        },
        y: {
          type: "quantitative",
          scale: { domain: [0, 1] },
          axis: { title: "accuracy", tickCount: 5, format: ".1~f" },
        },
        color: named,
      },
      layer: [
        {
          data: { values: [{ accuracy: 0.99 }] },
          mark: { type: "rule", style: "guide" },
          encoding: { x: null, color: null, y: { field: "accuracy" } },
        },
        {
          data: { values: means },
          mark: { type: "line", strokeWidth: 2 },
          encoding: {
            y: { field: "meanAccuracy" },
            strokeDash: named,
          },
        },
        {
          data: { values: points },
          mark: { type: "point", size: 45, filled: true, opacity: 0.8 },
          encoding: {
            y: { field: "accuracy" },
            xOffset: { field: "aside", type: "quantitative", scale: { domain: [-1, 1] } },
            shape: named,
            tooltip: [
              { field: "text", title: "text" },
              { field: "tokens", title: "N" },
              { field: "accuracy", title: "accuracy", format: ".4~f" },
              { field: "steps", title: "steps", format: "," },
              { field: "series", title: "series" },
            ],
          },
        },
      ],
    },
    values: points.map(({ aside: _, ...value }) => value),
    table: {
      caption: "Accuracy by length",
      columns: [
        { name: "series" },
        { name: "N", numeric: true },
        { name: "texts", numeric: true },
        { name: "exact", numeric: true },
        { name: "mean accuracy", numeric: true },
        { name: "lowest", numeric: true },
        { name: "highest", numeric: true },
      ],
      rows: means.map((m) => [
        m.series,
        m.tokens,
        m.texts,
        m.exact,
        share(m.meanAccuracy),
        share(m.lowest),
        share(m.highest),
      ]),
    },
    commands: commandsOf(fits),
  };
}

function meansOf({ name, fits }: Series) {
  return [...Map.groupBy(fits, ({ job }) => job.tokens)].map(([tokens, group]) => {
    const accuracies = group.map(({ result }) => result.accuracy);
    return {
      series: name,
      tokens,
      meanAccuracy: mean(accuracies),
      texts: group.length,
      exact: group.filter(({ result }) => result.exact).length,
      lowest: Math.min(...accuracies),
      highest: Math.max(...accuracies),
    };
  });
}

/** `aside` in −1…1 moves a mark within its band: series beside series, equals beside equals. */
function pointsOf({ name, fits }: Series, { place, places }: { place: number; places: number }) {
  const equals = Map.groupBy(fits, ({ job, result }) => `${job.tokens} ${result.accuracy}`);
  const middle = (2 * place + 1) / places - 1;
  return fits.map((fit) => {
    const group = equals.get(`${fit.job.tokens} ${fit.result.accuracy}`)!;
    const spread = (2 * group.indexOf(fit) + 1) / group.length - 1;
    return {
      series: name,
      text: fit.job.text.id,
      tokens: fit.job.tokens,
      seed: fit.job.seed,
      accuracy: fit.result.accuracy,
      correctTokens: fit.result.correctTokens,
      exact: fit.result.exact,
      steps: fit.result.steps,
      key: fit.key,
      aside: middle + (group.length > 1 ? spread * 0.8 / places : 0),
    };
  });
}
