import { join } from "node:path";
import type { FitResult, JobRecord } from "../records/record.ts";
import type { PlannedExperiment } from "../experiments/mod.ts";
import type { RunOptions } from "./runner.ts";
import { readSolution } from "../records/solution.ts";
import { milliseconds } from "../records/stopwatch.ts";
import { withWrittenText } from "../experiments/written_text.ts";

export interface RunExperimentsOptions extends RunOptions {
  /** Records of the fits, which experiments may rest on. */
  readonly records: readonly JobRecord[];
  /** Where the time spent on these jobs is kept, and what was spent before them. */
  readonly clock: { readonly key: string; readonly spentSeconds: number };
}

/** Runs the experiments that are not in the store yet, as far as the budget goes. */
export async function runExperiments(
  planned: readonly PlannedExperiment[],
  options: RunExperimentsOptions,
): Promise<JobRecord[]> {
  const { store, clock, budgetSeconds, signal } = options;
  const start = milliseconds();
  const before = await store.spentSeconds(clock.key);
  const spent = () => before + (milliseconds() - start) / 1000;
  const out: JobRecord[] = [];
  for (const [at, job] of planned.entries()) {
    const had = await store.get(job.key);
    if (had !== null) {
      out.push(had as unknown as JobRecord);
      continue;
    }
    signal?.throwIfAborted();
    const left = budgetSeconds - clock.spentSeconds - spent();
    out.push(
      left < 2
        ? notRun(job, options, "not started: the budget is spent; go on with --budget and more")
        : await runOne(job, { ...options, secondsLeft: left, at, of: planned.length }),
    );
    await store.putSpentSeconds(clock.key, spent());
  }
  return out.map((record) => withWrittenText(record, options.tokenizer));
}

async function runOne(
  planned: PlannedExperiment,
  options: RunExperimentsOptions & { secondsLeft: number; at: number; of: number },
): Promise<JobRecord> {
  const { store, folder, records, signal, onEvent, secondsLeft, at, of } = options;
  const { kind } = planned.job;
  const payload = await planned.payload({
    records,
    solution: async (key) => {
      const fit = records.find((record) => record.key === key)!;
      const { solutionFile } = (fit as { result: FitResult }).result;
      return (await readSolution(join(folder, solutionFile))).proto;
    },
  });
  if ("missing" in payload) return notRun(planned, options, payload.missing);
  const session = await options.openSession();
  signal?.throwIfAborted();
  const stop = () => session.stop();
  const timer = setTimeout(stop, Math.min(secondsLeft * 1000, 2 ** 31 - 1));
  signal?.addEventListener("abort", stop);
  try {
    const result = await session.experiment(
      { name: kind, payload, threads: planned.job.engine.threads },
      ({ share }) => onEvent?.({ kind: "experiment", title: kind, share, at, of }),
    );
    const record = { ...common(planned, options), outcome: "measured", result };
    await store.put(record as unknown as JobRecord);
    return record as JobRecord;
  } catch (error) {
    signal?.throwIfAborted();
    const { name, message } = error as Error;
    if (name === "Stopped") return notRun(planned, options, "stopped: the budget is spent");
    onEvent?.({ kind: "failed", title: kind, reason: message });
    return notRun(planned, options, message);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

const common = ({ key, job }: PlannedExperiment, { command }: RunExperimentsOptions) =>
  ({ key, job, command, warnings: [] }) as const;

function notRun(
  planned: PlannedExperiment,
  options: RunExperimentsOptions,
  reason: string,
): JobRecord {
  return { ...common(planned, options), outcome: "not run", reason } as JobRecord;
}
