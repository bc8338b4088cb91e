import { median } from "simple-statistics";
import { pinnedStream } from "../random/mod.ts";
import { medianInterval } from "../statistics/median_interval.ts";
import { type Interval, ratioInterval } from "../statistics/ratio_interval.ts";
import type { RaceResult } from "./race.ts";

/** One thing timed, by whom, and every sample of it. */
export interface BenchRow {
  readonly what: "fit step" | "one pass" | "autoregressive";
  /** "onepass", a PyTorch's step ("pytorch eager"), a library that decodes ("llama.cpp"). */
  readonly who: string;
  readonly model: string;
  readonly B: number;
  readonly N: number;
  readonly threads: number;
  /** In the order measured. */
  readonly samplesMilliseconds: readonly number[];
  readonly medianMilliseconds: number;
  readonly minMilliseconds: number;
  /** B·N ÷ median. */
  readonly tokensPerSecond: number;
  /** The same with a 95 % interval, rounds drawn. */
  readonly tokensPerSecondInterval: Interval;
  /** This row's time ÷ PyTorch's: medians of rounds timed in turn, with a 95 % interval. */
  readonly ratioToPyTorchEager?: Interval;
  readonly ratioToPyTorchCompile?: Interval;
  /** The same of the smallest samples: what is left when the machine was busy at times. */
  readonly minRatioToPyTorchEager?: number;
  readonly minRatioToPyTorchCompile?: number;
  /**
   * Which tokens: two different bars. A pass says the text its vectors hold; a decoder goes on from
   * a one-token prompt, greedily, past any end of text, and holds no text that was chosen.
   */
  readonly decodes?: "the text its vectors hold" | "a continuation of one token";
  /** Of a decoder: its time ÷ our one pass's, medians of rounds timed in turn. */
  readonly onePassSpeedup?: Interval;
  /** Of a peer: how many of its tokens, from the first, are those of our own greedy decoding. */
  readonly agreesWithOurs?: number;
  /** Engine settings, or the peer's versions. */
  readonly about: Readonly<Record<string, unknown>>;
  /** Makes the row again. */
  readonly command: string;
}

export type RowFacts = Pick<BenchRow, "model" | "B" | "N" | "threads" | "command" | "about">;

/** A row of samples, summarised; samples of a round share its moment. */
export function benchRow(
  facts: RowFacts & Pick<BenchRow, "what" | "who">,
  roundsMilliseconds: readonly (readonly number[])[],
): BenchRow {
  const samplesMilliseconds = roundsMilliseconds.flat();
  const medianMilliseconds = median(samplesMilliseconds);
  const milliseconds = medianInterval(roundsMilliseconds, {
    stream: pinnedStream("bootstrap", facts.N),
  });
  const perSecond = (one: number) => facts.B * facts.N / (one / 1000);
  return {
    ...facts,
    samplesMilliseconds,
    medianMilliseconds,
    minMilliseconds: Math.min(...samplesMilliseconds),
    tokensPerSecond: perSecond(medianMilliseconds),
    tokensPerSecondInterval: {
      estimate: perSecond(medianMilliseconds),
      low: perSecond(milliseconds.high),
      // Few and noisy rounds may reach below the fastest sample, even below 0.
      high: perSecond(Math.max(milliseconds.low, Math.min(...samplesMilliseconds))),
    },
  };
}

/** Rows of a race, ours first; its row carries the ratios to the others. */
export function stepRows(
  results: readonly RaceResult[],
  facts: (name: string) => RowFacts,
): BenchRow[] {
  const rows = results.map(({ name, roundsMilliseconds }) =>
    benchRow({ what: "fit step", who: name, ...facts(name) }, roundsMilliseconds)
  );
  const [ours, ...peers] = results;
  const ratios = peers.map((peer, at) => {
    const key = peer.name === "pytorch eager" ? "PyTorchEager" : "PyTorchCompile";
    const medians = [ours, peer].map(({ roundsMilliseconds }) =>
      roundsMilliseconds.map((round) => median([...round]))
    );
    // Rounds are drawn, not samples: those of a round share its moment.
    const stream = pinnedStream("bootstrap", rows[0].N);
    return {
      [`ratioTo${key}`]: ratioInterval(medians[0], medians[1], { stream }),
      [`minRatioTo${key}`]: rows[0].minMilliseconds / rows[at + 1].minMilliseconds,
    };
  });
  return [Object.assign({}, rows[0], ...ratios), ...rows.slice(1)];
}
