import { planThroughput } from "../experiments/throughput.ts";
import type { JobRecord } from "../records/record.ts";
import type { ModelSession } from "./model_session.ts";
import type { Plan } from "./plan.ts";
import { groupOf, runEach } from "./run_experiments.ts";
import { runFits } from "./run_fits.ts";
import { unlimited } from "./run_jobs.ts";
import type { RunOptions } from "./run_options.ts";

export type { RunEvent, RunOptions } from "./run_options.ts";

/**
 * Runs what is not in the store yet and gives a record for every planned job: measured, wrong, or
 * not run with its reason.
 *
 *     fits ─► the first texts that came out exact of each length to time ─► timings
 */
export async function runPlan(plan: Plan, options: RunOptions): Promise<JobRecord[]> {
  const { tokenizer, onEvent } = options;
  let session: ModelSession | undefined;
  const openSession = async () => session ??= await options.openSession();
  try {
    const fits = await runFits(plan.fits, { ...options, openSession });
    const { llamaCpp = { missing: "it was not looked for" } } = options;
    const timings = plan.throughput.flatMap((length) => {
      const ofLength = planThroughput(fits, {
        ...length,
        startId: tokenizer.bosId ?? 0,
        llamaCpp,
      });
      return ofLength.map((timing, at) => ({ timing, at, of: ofLength.length }));
    });
    const running = { ...options, openSession, records: fits };
    const groups = timings.map(({ timing, at, of }) => {
      const { tokens, text } = timing.job;
      return groupOf(timing, {
        ...running,
        title: `Timing of ${tokens} tokens, ${text.id}`,
        begin: () => onEvent?.({ kind: "timing", tokens, at, of }),
      });
    });
    const timed = await runEach(groups, { ...running, clock: unlimited });
    return [...fits, ...timed];
  } finally {
    session?.[Symbol.dispose]();
  }
}
