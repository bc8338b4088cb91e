import { type Chart, commandsOf, tooFew } from "./chart.ts";
import type { MeasuredFit } from "../readings/measured.ts";
import { figure, share } from "../readings/number_format.ts";
import { type Panel, panelsOf, panelTitle, seriesChannel } from "../readings/panels.ts";

/** What "successfully reconstructed" means in 2505.21189v2: accuracy of at least this. */
const reconstructed = 0.99;

/** C_tokens against H_LM: right tokens in one pass, and the information of their text. */
export function informationCharts(fits: readonly MeasuredFit[]): Chart[] {
  return panelsOf(fits).map(chartOf);
}

function chartOf(panel: Panel): Chart {
  const { series, fits, slug } = panel;
  const named = seriesChannel(panel);
  const values = series.flatMap(({ name, fits }) =>
    fits.map(({ job, result, key }) => ({
      series: name,
      text: job.text.id,
      tokens: job.tokens,
      correctTokens: result.correctTokens,
      informationNats: result.informationNats,
      accuracy: result.accuracy,
      reconstructed: result.accuracy >= reconstructed,
      key,
    }))
  );
  return {
    name: `information${slug}`,
    title: panelTitle("Tokens and information held", panel),
    tooFew: tooFew(fits.length, { want: 3, noun: "fit" }),
    reading:
      "One mark is one text: across, C_tokens, the tokens right in one pass; up, H_LM, what " +
      "the text holds for the same model read autoregressively, in nats. Filled marks are " +
      "reconstructed (accuracy 0.99 and more); a hollow one holds less than its height.",
    spec: {
      height: 280,
      data: { values },
      mark: { type: "point", filled: true, size: 70, strokeWidth: 1.5, stroke: null },
      encoding: {
        x: {
          field: "correctTokens",
          type: "quantitative",
          axis: { title: "C_tokens, right tokens in one pass", format: ",d", tickMinStep: 1 },
        },
        y: {
          field: "informationNats",
          type: "quantitative",
          axis: { title: "H_LM of the text, nats", format: ",~f" },
        },
        color: named,
        stroke: named,
        shape: named,
        fillOpacity: { condition: { test: "datum.reconstructed", value: 0.85 }, value: 0 },
        tooltip: [
          { field: "text", title: "text" },
          { field: "tokens", title: "N" },
          { field: "correctTokens", title: "C_tokens" },
          { field: "informationNats", title: "H_LM, nats", format: ",.1f" },
          { field: "accuracy", title: "accuracy", format: ".4~f" },
          { field: "series", title: "series" },
        ],
      },
    },
    values,
    table: {
      caption: "C_tokens and H_LM of each fit",
      columns: [
        { name: "text" },
        { name: "series" },
        { name: "N", numeric: true },
        { name: "C_tokens", numeric: true },
        { name: "accuracy", numeric: true },
        { name: "H_LM, nats", numeric: true },
        { name: "nats a token", numeric: true },
      ],
      rows: values.map((v) => [
        v.text,
        v.series,
        v.tokens,
        v.correctTokens,
        share(v.accuracy),
        figure(v.informationNats),
        figure(v.informationNats / v.tokens),
      ]),
    },
    commands: commandsOf(fits),
  };
}
