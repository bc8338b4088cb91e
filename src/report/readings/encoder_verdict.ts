import {
  type Baseline,
  baselines,
  judgedTokens,
  type LengthMeasurement,
  proseScores,
  ruleFindings,
  type Verdict,
  verdictOf,
  wanted,
} from "../../amortised/measurement.ts";
import type { Interval } from "../../statistics/mod.ts";
import { methodNames } from "./encoder_settings.ts";
import { share } from "./number_format.ts";

/** One condition of the rule, as one encoder meets it or not. */
export interface RuleCondition {
  readonly what: string;
  readonly wanted: string;
  readonly got: string;
  readonly met: boolean;
}

/** What the rule asks of an encoder at one length, in the order in which it asks. */
export function ruleConditions(length: LengthMeasurement): RuleCondition[] {
  const findings = ruleFindings(length);
  const scores = proseScores(length);
  const { againstCommon } = length.steps;
  return [
    {
      what: "share of tokens right, straight from the encoder",
      wanted: `at least ${wanted.accuracy}`,
      got: share(scores.encoder.accuracy),
      met: findings.enoughRight,
    },
    {
      what: "median steps to exact ÷ those from the common start",
      wanted: "at most 1/3",
      got: ratioFigure(againstCommon.estimate),
      met: findings.fewEnoughSteps,
    },
    {
      what: "the 95 % interval of that ratio",
      wanted: "below 1",
      got: spanOf(againstCommon, ratioFigure),
      met: findings.fewerSteps,
    },
    ...baselines.map((name) => ({
      what: `share right beyond that of ${baselineSaid(name)}, 95 % interval`,
      wanted: "above 0",
      got: leadOf(scores[name].encoderIsBetterBy),
      met: findings.beats[name],
    })),
  ];
}

const leadOf = (lead: Span | null) => lead === null ? "no interval" : spanOf(lead, share);

type Span = Pick<Interval, "low" | "high">;

/** A ratio of steps: 0.136. */
export function ratioFigure(value: number): string {
  return value.toFixed(3);
}

function baselineSaid(name: Baseline): string {
  return name === "ridge" ? methodNames[name] : `the ${methodNames[name]}`;
}

/** "0.089 to 0.167". */
export function spanOf({ low, high }: Span, shown: (value: number) => string): string {
  return `${shown(low)} to ${shown(high)}`;
}

/** What follows at a length, and from what. */
export interface EncoderVerdict {
  readonly verdict: Verdict;
  /** "Feasible", "Promising" or "Not here". */
  readonly name: string;
  /** What it rests on: a sentence. */
  readonly because: string;
}

const names: Readonly<Record<Verdict, string>> = {
  feasible: "Feasible",
  promising: "Promising",
  "not here": "Not here",
};

export function encoderVerdict(length: LengthMeasurement): EncoderVerdict {
  const verdict = verdictOf(length);
  return { verdict, name: names[verdict], because: reasons[verdict](length) };
}

/** The figures that decide between a verdict and the one above it. */
const reasons: Readonly<Record<Verdict, (length: LengthMeasurement) => string>> = {
  feasible: (length) =>
    `${rightSaid(length)}, and fits from there take ${
      ratioSaid(length)
    } of the steps that they take ` +
    "from the common start.",
  promising(length) {
    const { enoughRight, fewEnoughSteps } = ruleFindings(length);
    const short = [
      ...enoughRight ? [] : [`${rightSaid(length)} where ${wanted.accuracy} are wanted`],
      ...fewEnoughSteps ? [] : [
        `fits from there take ${
          ratioSaid(length)
        } of the steps from the common start where at most ` +
        "a third is wanted",
      ],
    ];
    return "It gets more tokens right than each baseline and its fits take fewer steps than from the " +
      `common start; but ${short.join(", and ")}.`;
  },
  "not here"(length) {
    const { fewerSteps, beats } = ruleFindings(length);
    const unbeaten = baselines.filter((name) => !beats[name]);
    const short = [
      ...unbeaten.length === 0 ? [] : [
        `it does not clearly get more tokens right than ${
          unbeaten.map(baselineSaid).join(" and ")
        }`,
      ],
      ...fewerSteps ? [] : [
        `fits from there take ${
          ratioSaid(length)
        } of the steps from the common start, which are not ` +
        "clearly fewer",
      ],
    ];
    return sentence(short.join(", and "));
  },
};

const rightSaid = (length: LengthMeasurement) =>
  `${share(proseScores(length).encoder.accuracy)} of the tokens are right at once`;

function ratioSaid({ steps: { againstCommon } }: LengthMeasurement): string {
  return `${ratioFigure(againstCommon.estimate)} (${spanOf(againstCommon, ratioFigure)})`;
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** The encoder at whose length the rule judges; null where that length was not measured. */
export function judged<T extends { readonly measured: LengthMeasurement }>(
  encoders: readonly T[],
): T | null {
  return encoders.find(({ measured }) => measured.tokens === judgedTokens) ?? null;
}
