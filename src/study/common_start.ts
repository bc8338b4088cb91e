import { type ArrangementName, type Recipe, recipes } from "../proto/mod.ts";
import type { CommonStart } from "../records/common_start.ts";
import {
  planStudy,
  runStudy,
  solutionOf,
  type StudiedFit,
  type StudyContext,
} from "./study_fits.ts";
import { sentencePool } from "./tuning_texts.ts";

/** One round: some texts of N tokens are fitted for a while, and the start moves towards where they end. */
export interface StartRound {
  readonly tokens: number;
  readonly texts: number;
  /** Most steps of each fit: the start is to be near many solutions, not at one. */
  readonly steps: number;
  /** Share of the way to the mean of the ends, 0…1. */
  readonly share: number;
}

/** Rounds that made the committed starts: many of 16 tokens, then longer ones. */
export const startRounds: readonly StartRound[] = [
  ...new Array<StartRound>(7).fill({ tokens: 16, texts: 8, steps: 25, share: 1 }),
  ...new Array<StartRound>(4).fill({ tokens: 32, texts: 4, steps: 40, share: 0.7 }),
];

/** The result is the mean of the starts after this many last rounds: a round is a few texts' noise. */
const averaged = 3;

export interface MadeStart extends CommonStart {
  /** After each round that followed the trials: mean loss of its fits at their ends, nats a token, and the share exact. */
  readonly rounds: readonly { readonly lossNats: number; readonly exactShare: number }[];
}

/**
 * The first fits, from N(0, 1): short texts end from anywhere, but where they end some ways on are
 * better than others. The best few are each taken some rounds on, over the same texts.
 */
const first = { texts: 8, tokens: 8, steps: 100, contenders: 3, trialRounds: 2 };

/**
 * Makes a common start after Reptile (Nichol et al. 2018, 1803.02999): begins at the solution of a
 * short text, and moves again and again to the mean of where a few fits of other texts end.
 *
 *     N(0,1) ─► best fit of 8 tokens ─► rounds: fits of k steps from here ─► mean of ends ─┐
 *                                         ▲                                             │
 *                                         └─────────────────────────────────────────────┘
 *     the mean of the starts after the last rounds
 *
 * Every fit is a job of the store, so that a run that was stopped goes on.
 */
export async function makeCommonStart(
  { arrangement, rounds = startRounds, onRound }: {
    readonly arrangement: ArrangementName;
    readonly rounds?: readonly StartRound[];
    readonly onRound?: (round: number, fits: readonly StudiedFit[]) => void;
  },
  context: StudyContext,
): Promise<MadeStart> {
  const { model, session, command } = context;
  const texts = new Set<string>();
  const told: { lossNats: number; exactShare: number }[] = [];
  let textSteps = 0;
  const fit = async (recipe: Recipe, chunk: Chunk, neighbour?: Float32Array) => {
    const fits = await runStudy(
      planStudy(chunk, { recipe, arrangement, neighbour }, context),
      context,
    );
    // A fit of k steps has run k + 1 passes: the last one tells what came of them.
    for (const { text, result } of fits) {
      texts.add(text.split("@")[0]);
      textSteps += result.steps + 1;
    }
    return fits;
  };
  const chunks = chunkSource(context);
  const seeds = await fit(firstRecipe, await chunks(first.tokens, first.texts));
  const goOn = async (
    start: Float32Array,
    { round, chunk }: { round: StartRound; chunk: Chunk },
  ) => {
    const fits = await fit(roundRecipe(round.steps), chunk, start);
    const ends = await Promise.all(fits.map((one) => solutionOf(one, context)));
    const lossNats = fits.reduce((sum, { result }) => sum + result.lossNats, 0) / fits.length;
    return { fits, lossNats, start: towards(meanOf(ends), { from: start, share: round.share }) };
  };
  const trials = await Promise.all(
    rounds.slice(0, first.trialRounds).map(async (round) => ({
      round,
      chunk: await chunks(round.tokens, round.texts),
    })),
  );
  let best: { readonly start: Float32Array; readonly lossNats: number } | undefined;
  for (const seed of seeds.toSorted(byRank).slice(0, first.contenders)) {
    let tried = { start: await solutionOf(seed, context), lossNats: seed.result.lossNats };
    for (const trial of trials) tried = await goOn(tried.start, trial);
    if (best === undefined || tried.lossNats < best.lossNats) best = tried;
  }
  let start = best!.start;
  const starts = [start];
  for (const [at, round] of rounds.slice(first.trialRounds).entries()) {
    const chunk = await chunks(round.tokens, round.texts);
    const { fits, lossNats, start: next } = await goOn(start, { round, chunk });
    start = next;
    starts.push(start);
    const exactShare = fits.filter(({ result }) => result.exact).length / fits.length;
    told.push({ lossNats, exactShare });
    onRound?.(first.trialRounds + at, fits);
  }
  return {
    proto: meanOf(starts.slice(-averaged)),
    width: session.width,
    arrangement,
    model: model.id,
    weightsSha256: model.weightsSha256,
    texts: [...texts].sort(),
    textSteps,
    method: methodOf(rounds),
    command,
    rounds: told,
  };
}

type Chunk = Parameters<typeof planStudy>[0];

const firstRecipe: Recipe = {
  ...recipes.open,
  name: "start-first",
  maxSteps: first.steps,
  restart: null,
};

const roundRecipe = (steps: number): Recipe => ({
  ...recipes.open,
  name: "start-round",
  maxSteps: steps,
  restart: null,
  start: { from: "neighbour", noise: 0 },
});

/** Chunks of N tokens one after another, each taken once until all were. */
function chunkSource({ tokenizer }: StudyContext) {
  const pools = new Map<number, { readonly all: Chunk; at: number }>();
  return async (tokens: number, count: number): Promise<Chunk> => {
    const pool = pools.get(tokens) ?? { all: await sentencePool(tokens, tokenizer), at: 0 };
    pools.set(tokens, pool);
    const taken = Array.from(
      { length: count },
      (_, i) => pool.all[(pool.at + i) % pool.all.length],
    );
    pool.at += count;
    return taken;
  };
}

/** Exact ones first, then those of more right tokens; the fewest steps among equals. */
function byRank({ result: a }: StudiedFit, { result: b }: StudiedFit): number {
  return b.accuracy - a.accuracy || a.steps - b.steps;
}

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float64Array(vectors[0].length);
  for (const vector of vectors) vector.forEach((value, i) => sum[i] += value);
  return Float32Array.from(sum, (value) => value / vectors.length);
}

const towards = (
  end: Float32Array,
  { from, share }: { readonly from: Float32Array; readonly share: number },
) => from.map((value, i) => value + share * (end[i] - value));

function methodOf(rounds: readonly StartRound[]): string {
  const runs = [...Map.groupBy(rounds, (round) => JSON.stringify(round)).values()];
  const told = runs.map(([{ tokens, texts, steps, share }, ...more]) =>
    `${more.length + 1} rounds of ${texts} texts of ${tokens} tokens, ${steps} steps each, ` +
    (share === 1 ? "to the mean of their ends" : `${share} of the way there`)
  );
  return `Reptile from the best of ${first.contenders} solutions of ${first.tokens} tokens after ` +
    `${first.trialRounds} rounds: ${told.join("; then ")}; ` +
    `the mean of the last ${averaged} starts`;
}
