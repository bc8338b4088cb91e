import type { Contestant, StepRun, StepWork } from "./contestant.ts";

export interface RaceOptions {
  readonly rounds: number;
  /**
   * Called before each turn: the threads of whoever worked last spin for a while before they
   * sleep, and would take cycles from the next.
   */
  readonly pause: () => Promise<void>;
  readonly onRound?: (round: number) => void;
}

/** Every sample of one contestant, a row a round. */
export interface RaceResult {
  readonly name: string;
  readonly roundsMilliseconds: readonly (readonly number[])[];
}

/**
 * Lets contestants take turns at the same steps, so that a busy moment of the machine falls on all
 * of them. Each round starts over from the same vectors, and its losses must be those of the first
 * contestant's first round.
 *
 * @throws RangeError where a contestant's losses are others: it did not do the same work
 */
export async function race(
  contestants: readonly Contestant[],
  work: StepWork,
  { rounds, pause, onRound }: RaceOptions,
): Promise<RaceResult[]> {
  const results = contestants.map(({ name }) => ({
    name,
    roundsMilliseconds: [] as (readonly number[])[],
  }));
  let reference: (StepRun & { readonly name: string }) | undefined;
  for (const contestant of contestants) {
    await contestant.prepare(work);
    // Untimed: the first run of a size allocates and, in some engines, compiles.
    const first = { name: contestant.name, ...await contestant.run(work) };
    reference ??= first;
    mustAgree(reference, first);
  }
  for (let round = 0; round < rounds; round++) {
    onRound?.(round);
    for (const [at, contestant] of contestants.entries()) {
      await pause();
      const run = await contestant.run(work);
      mustAgree(reference!, { name: contestant.name, ...run });
      results[at].roundsMilliseconds.push(run.samplesMilliseconds);
    }
  }
  return results;
}

/** Float32 in another order of summation, and what a few AdamW steps make of that. */
export const lossTolerance = { firstLossNats: 1e-4, lastLossNats: 1e-2 } as const;

type NamedRun = StepRun & { readonly name: string };

function mustAgree(want: NamedRun, got: NamedRun): void {
  for (const loss of ["firstLossNats", "lastLossNats"] as const) {
    const allowed = lossTolerance[loss] * Math.abs(want[loss]);
    // Written so that NaN fails.
    if (Math.abs(want[loss] - got[loss]) <= allowed) continue;
    throw new RangeError(
      `Cannot compare ${got.name} with ${want.name}: ${loss} is ${got[loss]}, want ` +
        `${want[loss]} within ${lossTolerance[loss]} relative`,
    );
  }
}
