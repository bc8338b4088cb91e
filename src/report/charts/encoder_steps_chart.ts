import type { MeasuredEncoder } from "../../amortised/encoder_data.ts";
import { type StartName, starts } from "../../amortised/measurement.ts";
import { type EncoderSetting, encoderTitle } from "../readings/encoder_settings.ts";
import { ratioFigure, spanOf } from "../readings/encoder_verdict.ts";
import { count, figure } from "../readings/number_format.ts";
import { type Chart, tooFew } from "./chart.ts";

/** Steps to exact of the same texts from three places, a panel a length, on one axis. */
export function encoderStepsCharts(setting: EncoderSetting): Chart[] {
  const most = Math.max(
    ...setting.encoders.flatMap(({ measured }) => Object.values(measured.steps.steps).flat()),
  );
  return setting.encoders.map((encoder) => chartOf(encoder, { setting, most }));
}

/** As the axis has them: what is worst first. */
const order = starts.toReversed();

function chartOf(
  { measured: { tokens, steps: compared }, command }: MeasuredEncoder,
  { setting, most }: { readonly setting: EncoderSetting; readonly most: number },
): Chart {
  const { texts, budget, steps, median, againstCommon } = compared;
  const values = order.flatMap((start) =>
    texts.map((text, at) => ({ tokens, text, start, steps: steps[start][at] }))
  );
  const medians = order.map((start) => ({
    start,
    steps: median[start],
    label: figure(median[start]),
  }));
  return {
    name: `encoder-steps${setting.slug}-n${tokens}`,
    title: `Steps to exact, ${encoderTitle(tokens, setting)}: ` +
      `${ratioFigure(againstCommon.estimate)} (${
        spanOf(againstCommon, ratioFigure)
      }) of those from ` +
      "the common start",
    tooFew: tooFew(texts.length, { want: 3, noun: "text" }),
    reading:
      "A line is one text, fitted by recipe best from three places; thick are the medians. A " +
      "text that is not exact stands at the budget. In the title: the ratio of medians with its 95 % " +
      "interval, texts drawn each with all its fits.",
    spec: specOf({ values, medians, most }),
    values,
    table: {
      caption: `Steps to exact of each text, N = ${tokens}, at most ${count(budget)}`,
      columns: [
        { name: "text" },
        ...starts.map((start) => ({ name: `from ${placeOf(start)}`, numeric: true })),
      ],
      rows: texts.map((text, at) => [text, ...starts.map((start) => count(steps[start][at]))]),
    },
    commands: [command],
  };
}

/** "the encoder", "the common start", "N(0,1)". */
export function placeOf(start: StartName): string {
  return start === "N(0,1)" ? start : `the ${start}`;
}

function specOf(
  { values, medians, most }: {
    readonly values: readonly Record<string, unknown>[];
    readonly medians: readonly Record<string, unknown>[];
    readonly most: number;
  },
) {
  const median = { data: { values: medians } };
  return {
    height: 260,
    encoding: {
      x: {
        field: "start",
        type: "nominal",
        sort: null,
        scale: { domain: order, padding: 0.4 },
        axis: { title: "where the fit begins", labelAngle: 0 },
      },
      y: {
        field: "steps",
        type: "quantitative",
        // A text that the encoder has right takes no step, which a logarithm has no place for.
        scale: { type: "symlog", domain: [0, most], nice: false },
        axis: { title: "steps", format: ",~f", values: ticksTo(most), labelOverlap: true },
      },
    },
    layer: [
      {
        data: { values },
        mark: { type: "line", strokeWidth: 1, opacity: 0.35, point: { size: 18, opacity: 0.5 } },
        encoding: {
          detail: { field: "text" },
          tooltip: [
            { field: "text", title: "text" },
            { field: "start", title: "from" },
            { field: "steps", title: "steps", format: "," },
          ],
        },
      },
      { ...median, mark: { type: "line", style: "casing", strokeWidth: 7 } },
      {
        ...median,
        mark: { type: "line", style: "exact", strokeWidth: 3 },
      },
      { ...median, mark: { type: "point", style: "exact", filled: true, opacity: 1, size: 60 } },
      {
        ...median,
        mark: { type: "text", style: "value", dx: 9, dy: -9, fontWeight: "bold" },
        encoding: { text: { field: "label" } },
      },
    ],
  };
}

function ticksTo(most: number): number[] {
  const ticks = [0];
  for (let power = 1; power <= most; power *= 10) {
    ticks.push(...[1, 2, 5].map((step) => step * power));
  }
  return ticks.filter((tick) => tick <= most);
}
