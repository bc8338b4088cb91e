import type { EncoderOrigin } from "../../amortised/encoder_origin.ts";
import { textsSeen } from "../../amortised/texts_seen.ts";
import { type EncoderSetting, encoderTitle } from "../readings/encoder_settings.ts";
import { count, figure, share } from "../readings/number_format.ts";
import { type Chart, tooFew } from "./chart.ts";

interface LearningPoint {
  readonly tokens: number;
  readonly step: number;
  readonly textsSeen: number;
  readonly trainLossNats: number;
  readonly watchedLossNats: number;
  readonly tokensRight: number;
  readonly textsExact: number;
}

/** Share of tokens right on the watched book over the texts seen, a panel a length, on one axis. */
export function encoderLearningCharts(setting: EncoderSetting): Chart[] {
  const trained = setting.encoders.flatMap(({ measured: { tokens }, origin }) =>
    origin === null ? [] : [{ tokens, origin, points: pointsOf(origin, tokens) }]
  ).filter(({ points }) => points.length > 0);
  const most = Math.max(
    ...trained.flatMap(({ points }) => points.map(({ textsSeen }) => textsSeen)),
  );
  return trained.map(({ tokens, origin, points }) => ({
    name: `encoder-learning${setting.slug}-n${tokens}`,
    title: `Learning, ${encoderTitle(tokens, setting)}`,
    tooFew: tooFew(points.length, { want: 2, noun: "look" }),
    reading:
      "Over the texts that training has shown the encoder: the share of tokens that one pass " +
      "from its vectors gets right, and of texts with every token right, of one book that it is not " +
      "trained on and that is not measured otherwise.",
    spec: specOf(points, most),
    values: points.map((point) => ({ ...point })),
    table: tableOf(points, tokens),
    commands: [origin.command],
  }));
}

function pointsOf({ curve, run: { sizes, settings } }: EncoderOrigin, tokens: number) {
  const { lengths } = sizes;
  const { tokensPerStep } = settings;
  return curve.filter((point) => point.tokens === tokens).map((point): LearningPoint => ({
    tokens,
    step: point.step,
    textsSeen: textsSeen(point, { lengths, tokensPerStep }),
    trainLossNats: point.trainLossNats,
    watchedLossNats: point.watchedLossNats,
    tokensRight: point.watchedAccuracy,
    textsExact: point.watchedExact,
  }));
}

const series = ["tokens right", "texts exact"] as const;

function specOf(points: readonly LearningPoint[], most: number) {
  const values = points.flatMap(({ textsSeen, tokensRight, textsExact }) => [
    { series: series[0], textsSeen, share: tokensRight },
    { series: series[1], textsSeen, share: textsExact },
  ]);
  const named = { field: "series", type: "nominal", scale: { domain: series } };
  return {
    height: 220,
    data: { values },
    mark: { type: "line", strokeWidth: 2, point: { size: 30 } },
    encoding: {
      x: {
        field: "textsSeen",
        type: "quantitative",
        scale: { domain: [0, most], nice: false },
        axis: { title: "texts seen", format: ",~f", tickCount: 5, labelOverlap: true },
      },
      y: {
        field: "share",
        type: "quantitative",
        scale: { domain: [0, 1] },
        axis: { title: "share, on the watched book", tickCount: 5, format: ".1~f" },
      },
      color: named,
      strokeDash: named,
      tooltip: [
        { field: "series", title: "share of" },
        { field: "textsSeen", title: "texts seen", format: "," },
        { field: "share", title: "share", format: ".3f" },
      ],
    },
  };
}

function tableOf(points: readonly LearningPoint[], tokens: number) {
  return {
    caption: `Training of the encoder, N = ${tokens}`,
    columns: [
      { name: "texts seen", numeric: true },
      { name: "steps", numeric: true },
      { name: "nats a token, training texts", numeric: true },
      { name: "nats a token, watched book", numeric: true },
      { name: "tokens right", numeric: true },
      { name: "texts exact", numeric: true },
    ],
    rows: points.map((point) => [
      count(point.textsSeen),
      count(point.step),
      figure(point.trainLossNats),
      figure(point.watchedLossNats),
      share(point.tokensRight),
      share(point.textsExact),
    ]),
  };
}
