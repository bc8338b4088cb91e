import type {
  DecodingContestant,
  DecodingRun,
  DecodingWork,
} from "../peers/decoding_contestant.ts";
import type { RaceOptions } from "./race.ts";

/** Every sample of one contestant, a row a round, and what it said. */
export interface DecodingResult {
  readonly name: string;
  readonly way: DecodingContestant["way"];
  readonly about: DecodingContestant["about"];
  readonly roundsMilliseconds: readonly (readonly number[])[];
  readonly ids: readonly number[];
}

/** What a contestant said where it should have said something else. */
export class WrongTokensError extends Error {}

/** A pass is over before the machine's noise is: so many passes make a turn. */
const passesATurn = 5;

/**
 * Lets contestants take turns at N tokens, so that a busy moment of the machine falls on all of
 * them. An autoregressive decoder's turn is one text, a pass's are a few passes.
 *
 * @throws {WrongTokensError} where a contestant says something else than in its first turn
 */
export async function raceDecoding(
  contestants: readonly DecodingContestant[],
  { tokens, promptId }: Pick<DecodingWork, "tokens" | "promptId">,
  { rounds, pause, onRound }: RaceOptions,
): Promise<DecodingResult[]> {
  const results = contestants.map(({ name, way, about }) => ({
    name,
    way,
    about,
    roundsMilliseconds: [] as (readonly number[])[],
    ids: [] as readonly number[],
  }));
  const work = { tokens, promptId, warmUps: 1, repetitions: 1 };
  for (const [at, contestant] of contestants.entries()) {
    await contestant.prepare(work);
    results[at].ids = checked(contestant, { run: await contestant.run(work), tokens });
  }
  for (let round = 0; round < rounds; round++) {
    onRound?.(round);
    for (const [at, contestant] of contestants.entries()) {
      await pause();
      const repetitions = contestant.way === "one pass" ? passesATurn : 1;
      const run = await contestant.run({ ...work, warmUps: 0, repetitions });
      checked(contestant, { run, tokens, want: results[at].ids });
      results[at].roundsMilliseconds.push(run.samplesMilliseconds);
    }
  }
  return results;
}

function checked(
  { name, way }: DecodingContestant,
  { run: { ids }, tokens, want = ids }: {
    readonly run: DecodingRun;
    readonly tokens: number;
    readonly want?: readonly number[];
  },
): readonly number[] {
  if (ids.length === tokens && ids.every((id, at) => id === want[at])) return ids;
  throw new WrongTokensError(
    `Cannot time ${name}, ${way}, at ${tokens} tokens: want ${want.join(" ")}, got ${
      ids.join(" ")
    }`,
  );
}
