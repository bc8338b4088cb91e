import type { MeasuredEncoder } from "../../amortised/encoder_data.ts";
import { methods } from "../../amortised/measurement.ts";
import { type EncoderSetting, encoderTitle, methodNames } from "../readings/encoder_settings.ts";
import { spanOf } from "../readings/encoder_verdict.ts";
import { count, share } from "../readings/number_format.ts";
import type { Chart } from "./chart.ts";
import { intervalBars } from "./interval_bars.ts";

/** Tokens right without fitting, encoder against baselines, a panel a length. */
export function encoderStraightCharts(setting: EncoderSetting): Chart[] {
  return setting.encoders.map((encoder) => chartOf(encoder, setting));
}

interface StraightBar {
  readonly genre: string;
  readonly texts: number;
  readonly windows: number;
  readonly method: string;
  readonly tokensRight: number;
  readonly windowsExact: number;
  /** Of a baseline: the encoder's share less the interval of its lead. */
  readonly low: number;
  readonly high: number;
  /** Null of the encoder. */
  readonly encoderAhead: number | null;
  readonly encoderAheadLow: number | null;
  readonly encoderAheadHigh: number | null;
}

function chartOf({ measured, command }: MeasuredEncoder, setting: EncoderSetting): Chart {
  const { tokens } = measured;
  const values = barsOf(measured);
  return {
    name: `encoder-straight${setting.slug}-n${tokens}`,
    title: `Right without fitting, ${encoderTitle(tokens, setting)}`,
    reading:
      "A bar is the share of tokens that one pass gets right, of every run of N tokens of the " +
      "held-out texts. The line over a baseline’s end is the 95 % interval of how far it is behind " +
      "the encoder, texts drawn whole and paired, laid off from the encoder’s bar: where it stays " +
      "left of that bar’s end, the encoder is ahead. Prose alone counts for the rule.",
    spec: intervalBars(
      values.map(({ genre, method, tokensRight, low, high }) => ({
        row: genre,
        kind: method,
        ...{ estimate: tokensRight, low, high },
        target: null,
        label: share(tokensRight),
      })),
      { axis: "share of tokens right", end: 1 },
    ),
    values: values.map((bar) => ({ tokens, ...bar })),
    table: {
      caption: `Right without fitting, N = ${tokens}`,
      columns: [
        { name: "texts" },
        { name: "vectors from" },
        { name: "how many texts", numeric: true },
        { name: "runs of N tokens", numeric: true },
        { name: "tokens right", numeric: true },
        { name: "runs exact", numeric: true },
        { name: "encoder ahead by", numeric: true },
        { name: "[95 %]", numeric: true },
      ],
      rows: values.map((bar) => [
        bar.genre,
        bar.method,
        count(bar.texts),
        count(bar.windows),
        share(bar.tokensRight),
        share(bar.windowsExact),
        bar.encoderAhead === null ? null : share(bar.encoderAhead),
        bar.encoderAheadLow === null || bar.encoderAheadHigh === null
          ? null
          : spanOf({ low: bar.encoderAheadLow, high: bar.encoderAheadHigh }, share),
      ]),
    },
    commands: [command],
  };
}

function barsOf({ straight }: MeasuredEncoder["measured"]): StraightBar[] {
  return straight.flatMap(({ genre, texts, windows, scores }) =>
    methods.map((method): StraightBar => {
      const { accuracy, exact, encoderIsBetterBy: ahead } = scores[method];
      const own = scores.encoder.accuracy;
      return {
        ...{ genre, texts, windows, method: methodNames[method] },
        tokensRight: accuracy,
        windowsExact: exact,
        low: ahead === null ? accuracy : own - ahead.high,
        high: ahead === null ? accuracy : own - ahead.low,
        encoderAhead: ahead?.estimate ?? null,
        encoderAheadLow: ahead?.low ?? null,
        encoderAheadHigh: ahead?.high ?? null,
      };
    })
  );
}
