import { median } from "simple-statistics";
import { duration } from "./_duration.ts";
import { type Talk } from "./_talk.ts";

/** What a batch of fits may take, for the estimate. */
export interface Expectation {
  readonly title: string;
  readonly fits: number;
  /** Most steps of one fit. */
  readonly maxSteps: number;
  readonly batch: number;
  /** When a budget ends them, seconds from now. */
  readonly budgetSeconds?: number;
}

/** What happens that is shown, whoever tells it. */
export type ShownEvent =
  | { readonly kind: "compiled"; readonly batch: number; readonly elapsedMilliseconds: number }
  | {
    readonly kind: "restarted";
    readonly seed: number;
    readonly accuracy: number;
    readonly steps: number;
  }
  | {
    readonly kind: "fitted";
    readonly fitted: {
      readonly accuracy: number;
      readonly steps: number;
      readonly attempts: readonly { readonly seed: number }[];
    };
  }
  | {
    readonly kind: "step";
    readonly elapsedMilliseconds: number;
    readonly slots: readonly { readonly steps: number; readonly accuracy: number }[];
  }
  | { readonly kind: "halved" | "progress" | "checkpoint" };

/**
 * Shows a batch of fits as it goes: accuracy of each slot, steps, time a step, and the time left
 * at most, since a fit may end at any step.
 */
export function fitProgress(
  talk: Talk,
  { title, fits, maxSteps, batch, budgetSeconds = Infinity }: Expectation,
): (event: ShownEvent) => void {
  const times: number[] = [];
  const begun = talk.now();
  let done = 0;
  let places: number | undefined;
  talk.line(`${title}: ${fits} ${fits === 1 ? "fit" : "fits"}; compiling`);
  talk.waiting("  compiling and packing weights");
  return (event) => {
    if (event.kind === "compiled") {
      const what = places === undefined ? "  compiled" : `  ${event.batch} at a time, compiled`;
      places = event.batch;
      times.length = 0;
      talk.line(`${what} in ${duration(event.elapsedMilliseconds / 1000)}`);
    }
    if (event.kind === "restarted") {
      const { steps, seed } = event;
      const share = Math.round(event.accuracy * 100);
      talk.line(`  stalled at ${share} % after ${steps} steps, starting again with seed ${seed}`);
    }
    if (event.kind === "fitted") {
      done += 1;
      const { accuracy, steps, attempts } = event.fitted;
      const how = accuracy === 1 ? "exact" : `${Math.round(accuracy * 100)} %`;
      const seed = attempts.at(-1)!.seed;
      talk.line(`  ${done}/${fits}: ${how} after ${steps} steps (seed ${seed})`);
    }
    if (event.kind === "step") {
      times.push(event.elapsedMilliseconds);
      if (times.length > 50) times.shift();
      talk.status(() => {
        const { slots } = event;
        const step = median(times);
        const rounds = Math.max(0, Math.ceil((fits - done - slots.length) / (places ?? batch)));
        const left = Math.max(...slots.map(({ steps }) => maxSteps - steps)) + rounds * maxSteps;
        const budgetLeft = budgetSeconds - (talk.now() - begun) / 1000;
        const shares = slots.map(({ accuracy }) => `${Math.round(accuracy * 100)}`).join(" ");
        const steps = Math.max(...slots.map((slot) => slot.steps));
        return `  step ${steps}, right % ${shares}, ${step.toFixed(0)} ms a step, ` +
          `at most ${duration(Math.min((left * step) / 1000, budgetLeft))} left`;
      });
    }
  };
}
