import type { Interval } from "../statistics/mod.ts";
import type { Genre } from "./measured_texts.ts";

/** Ways of getting a text's vectors without fitting it. */
export const methods = ["encoder", "nearest", "common start", "ridge"] as const;

export type Method = typeof methods[number];

/** Straight from a method, over all windows of N tokens. */
export interface StraightScore {
  /** Share of tokens right. */
  readonly accuracy: number;
  /** Share of windows with every token right. */
  readonly exact: number;
  /** The encoder's share of right tokens less this method's, texts paired; null for the encoder. */
  readonly encoderIsBetterBy: Interval | null;
}

/** Where fits begin. */
export const starts = ["encoder", "common start", "N(0,1)"] as const;

export type StartName = typeof starts[number];

/** Steps to exact of the same texts, start by start. */
export interface StepsComparison {
  readonly texts: readonly string[];
  readonly budget: number;
  /** Of each text; one that was not exact counts with the budget. */
  readonly steps: Readonly<Record<StartName, readonly number[]>>;
  readonly exact: Readonly<Record<StartName, number>>;
  readonly median: Readonly<Record<StartName, number>>;
  /** Median steps from the encoder ÷ median steps from the common start, and from N(0,1). */
  readonly againstCommon: Interval;
  readonly againstNormal: Interval;
}

/** All that is measured at one length. */
export interface LengthMeasurement {
  readonly tokens: number;
  readonly encoderSha256: string;
  readonly straight: readonly {
    readonly genre: Genre;
    readonly texts: number;
    readonly windows: number;
    readonly scores: Readonly<Record<Method, StraightScore>>;
  }[];
  readonly bank: { readonly texts: number; readonly exact: number; readonly textSteps: number };
  readonly ridgePenalty: number;
  readonly steps: StepsComparison;
}

/** Tokens a second of getting N tokens out of the model, alternating. */
export interface SpeedMeasurement {
  readonly tokens: number;
  readonly repetitions: number;
  readonly encodeAndPassTokensPerSecond: number;
  readonly autoregressiveTokensPerSecond: number;
  readonly ratio: Interval;
}

/** What `deno task encoder measure` writes. */
export interface EncoderMeasurement {
  readonly model: string;
  readonly arrangement: string;
  readonly command: string;
  readonly codeSha256: string;
  readonly threads: number;
  readonly lengths: readonly LengthMeasurement[];
  readonly speed: readonly SpeedMeasurement[];
}

export type Verdict = "feasible" | "promising" | "not here";

/** The rule of docs/encoder.md, word for word, on the prose of one length. */
export function verdictOf({ straight, steps: { againstCommon } }: LengthMeasurement): Verdict {
  const { scores } = straight.find(({ genre }) => genre === "prose")!;
  const { encoder, ...baselines } = scores;
  if (encoder.accuracy >= 0.9 && againstCommon.estimate <= 1 / 3 && againstCommon.high < 1) {
    return "feasible";
  }
  const beatsAll = Object.values(baselines).every(({ encoderIsBetterBy }) =>
    encoderIsBetterBy !== null && encoderIsBetterBy.low > 0
  );
  return beatsAll && againstCommon.high < 1 ? "promising" : "not here";
}
