import { median } from "simple-statistics";
import { holm } from "../statistics/holm.ts";
import type { Interval } from "../statistics/ratio_interval.ts";
import { signedRank } from "../statistics/signed_rank.ts";
import { type Block, blockEffect, turnValue } from "./block.ts";
import { FailedRunError } from "./failed_run_error.ts";
import { type MetricName, mustSee } from "./gate_settings.ts";

/** What blocks say of one metric. */
export interface Judgement {
  readonly metric: string;
  readonly verdict: "pass" | "regression" | "inconclusive";
  /** Head ÷ base − 1: above 0 is slower or larger. 95 %. */
  readonly effect: Interval;
  /** Of "no slower", one-sided, Holm over the metrics. */
  readonly p: number;
  /** Of the machine's own noise, as a share. */
  readonly floor: number;
  /** The slow-down that a pass rules out, as a share. */
  readonly mustSee: number;
  readonly blocks: number;
  /** Medians over turns: milliseconds or bytes. */
  readonly base: number;
  readonly head: number;
  /** Faster beyond the floor and significantly: no regression, and worth a look. */
  readonly faster: boolean;
}

/** A metric's comparison before it is judged. */
export interface Compared {
  readonly metric: string;
  /** ln(head ÷ base) by blocks. */
  readonly effects: readonly number[];
  readonly floor: number;
  readonly mustSee: number;
  readonly base: number;
  readonly head: number;
}

/** Significance level, over all metrics together. */
const level = 0.05;

/**
 * Judges the metrics of some blocks.
 *
 * @throws {FailedRunError} where one was not measured, or came out as no number
 */
export function judge(
  blocks: readonly Block[],
  { metrics, floors }: {
    readonly metrics: readonly MetricName[];
    readonly floors: Readonly<Partial<Record<MetricName, number>>>;
  },
): Judgement[] {
  if (blocks.length === 0) return [];
  return judgeCompared(metrics.map((metric) => {
    const effects = blocks.map((block) => blockEffect(block, metric));
    const value = (who: "base" | "head") =>
      median(
        blocks.flatMap((block) => block[metric]!)
          .flatMap((pair) => pair[who].map((turn) => turnValue(turn, { metric, who }))),
      );
    return {
      metric,
      effects,
      floor: floorOf(metric, floors),
      mustSee: mustSee[metric],
      base: value("base"),
      head: value("head"),
    };
  }));
}

function floorOf(
  metric: MetricName,
  floors: Readonly<Partial<Record<MetricName, number>>>,
): number {
  const floor = floors[metric];
  if (floor !== undefined) return floor;
  throw new FailedRunError(`Cannot judge ${metric}: its noise was never calibrated`);
}

/**
 * The rule:
 *
 * | significantly slower (Holm) | estimate beyond the floor | the interval rules out `mustSee` |              |
 * |-----------------------------|---------------------------|----------------------------------|--------------|
 * | yes                         | yes                       |                                  | regression   |
 * | otherwise                   |                           | yes                              | pass         |
 * | otherwise                   |                           | no                               | inconclusive |
 */
export function judgeCompared(metrics: readonly Compared[]): Judgement[] {
  const ranks = metrics.map(({ effects }) => signedRank(effects));
  const slower = holm(ranks.map(({ pAbove }) => pAbove));
  const faster = holm(ranks.map(({ pBelow }) => pBelow));
  return metrics.map(({ metric, effects, floor, mustSee, base, head }, at) => {
    const { estimate, low, high } = ranks[at];
    const effect = {
      estimate: Math.expm1(estimate),
      low: Math.expm1(low),
      high: Math.expm1(high),
    };
    const regression = slower[at] < level && effect.estimate > floor;
    return {
      metric,
      // A high end of NaN passes nothing.
      verdict: regression ? "regression" : effect.high < mustSee ? "pass" : "inconclusive",
      effect,
      p: slower[at],
      floor,
      mustSee,
      blocks: effects.length,
      base,
      head,
      faster: faster[at] < level && effect.estimate < -floor,
    };
  });
}
