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

/** The length at which the rule judges; others are judged by the same words and reported beside it. */
export const judgedTokens = 8;

/** What the rule of docs/encoder.md wants of an encoder, in its numbers. */
export const wanted = { accuracy: 0.9, stepsRatio: 1 / 3 } as const;

export type Baseline = Exclude<Method, "encoder">;

export const baselines = methods.filter((method): method is Baseline => method !== "encoder");

/** Each condition of the rule on the prose of one length: met or not. */
export interface RuleFindings {
  readonly enoughRight: boolean;
  /** The ratio itself, whatever its interval. */
  readonly fewEnoughSteps: boolean;
  /** The whole interval of the ratio of steps lies below 1. */
  readonly fewerSteps: boolean;
  /** The whole interval of the difference to that baseline lies above 0. */
  readonly beats: Readonly<Record<Baseline, boolean>>;
}

/** The scores that the rule goes by. */
export function proseScores({ straight }: LengthMeasurement) {
  return straight.find(({ genre }) => genre === "prose")!.scores;
}

export function ruleFindings(length: LengthMeasurement): RuleFindings {
  const scores = proseScores(length);
  const { againstCommon } = length.steps;
  const beaten = baselines.map((name) => {
    const { encoderIsBetterBy } = scores[name];
    return [name, encoderIsBetterBy !== null && encoderIsBetterBy.low > 0];
  });
  return {
    enoughRight: scores.encoder.accuracy >= wanted.accuracy,
    fewEnoughSteps: againstCommon.estimate <= wanted.stepsRatio,
    fewerSteps: againstCommon.high < 1,
    beats: Object.fromEntries(beaten) as Record<Baseline, boolean>,
  };
}

/** The rule of docs/encoder.md, word for word, on the prose of one length. */
export function verdictOf(length: LengthMeasurement): Verdict {
  const { enoughRight, fewEnoughSteps, fewerSteps, beats } = ruleFindings(length);
  if (enoughRight && fewEnoughSteps && fewerSteps) return "feasible";
  const beatsAll = Object.values(beats).every(Boolean);
  return beatsAll && fewerSteps ? "promising" : "not here";
}
