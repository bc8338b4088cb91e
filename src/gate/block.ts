import { mean, median, quantile } from "simple-statistics";
import { FailedRunError } from "./failed_run_error.ts";
import type { MetricName } from "./gate_settings.ts";

/** Samples of one metric by turns: milliseconds, or bytes of memory. */
export type Turns = readonly (readonly number[])[];

/** One metric of an opening: both sides' turns, the first of each neighbours in time. */
export interface PairedTurns {
  readonly base: Turns;
  readonly head: Turns;
}

/**
 * A fresh process in which both sides were opened an even number of times, base first and head first
 * in turns. Opened anew, the same code runs up to a tenth faster or slower for as long as it is open:
 * by where its memory lies, and by who was first.
 */
export type Block = Readonly<Partial<Record<MetricName, readonly PairedTurns[]>>>;

/**
 * How much slower head is than base in a block: the median over an opening's turns of
 * ln(head ÷ base), the mean over its openings. A turn counts with the lower quartile of its samples: other work on the machine only ever adds time,
 * a regression adds to every sample.
 *
 * @throws {FailedRunError} where a side measured nothing, or what is no time
 */
export function blockEffect(block: Block, metric: MetricName): number {
  const openings = block[metric] ?? [];
  if (openings.length > 0) return mean(openings.map((one) => openingEffect(one, metric)));
  throw new FailedRunError(`Cannot judge ${metric}: a block has nothing of it`);
}

function openingEffect({ base, head }: PairedTurns, metric: MetricName): number {
  if (base.length === 0 || base.length !== head.length) {
    throw new FailedRunError(
      `Cannot judge ${metric}: base has ${base.length} turns and head ${head.length}, want equally ` +
        `many, at least 1`,
    );
  }
  const ratios = base.map((turn, at) =>
    Math.log(
      turnValue(head[at], { metric, who: "head" }) / turnValue(turn, { metric, who: "base" }),
    )
  );
  return median(ratios);
}

/** The lower quartile of a turn. */
export function turnValue(
  turn: readonly number[],
  { metric, who }: { readonly metric: MetricName; readonly who: string },
): number {
  // Written so that NaN fails.
  const wrong = turn.find((value) => !(value > 0 && value < Infinity));
  if (turn.length > 0 && wrong === undefined) return quantile([...turn], 0.25);
  const got = turn.length === 0 ? "no sample" : `${wrong} among its samples`;
  throw new FailedRunError(
    `Cannot judge ${metric}: a turn of ${who} has ${got}, want numbers above 0`,
  );
}
