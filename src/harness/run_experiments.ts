import { join } from "node:path";
import { computedKind, type Findings, type PlannedExperiment } from "../experiments/mod.ts";
import type { Wrong } from "../experiments/throughput.ts";
import { withWrittenText } from "../experiments/written_text.ts";
import { measured } from "../records/measured.ts";
import type { JobRecord } from "../records/record.ts";
import { readSolution } from "../records/solution.ts";
import { type BudgetClock, budgetClock, type JobGroup, NotRun, runJobs } from "./run_jobs.ts";
import type { RunOptions } from "./run_options.ts";

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
  const { store, clock: { key, spentSeconds }, budgetSeconds, tokenizer, onEvent } = options;
  const clock = await budgetClock(key, { store, budgetSeconds: budgetSeconds - spentSeconds });
  const groups = planned.map((job, at) =>
    groupOf(job, {
      ...options,
      onProgress: (share) =>
        onEvent?.({ kind: "experiment", title: job.job.kind, share, at, of: planned.length }),
    })
  );
  const records = await runEach(groups, { ...options, clock });
  return records.map((record) => withWrittenText(record, tokenizer));
}

/** A job that is a group of its own. */
export interface SingleJob extends JobGroup {
  readonly planned: PlannedExperiment;
}

/** Runs jobs one by one; gives a record of each, in their order. */
export async function runEach(
  jobs: readonly SingleJob[],
  { clock, ...options }: RunOptions & { readonly clock: BudgetClock },
): Promise<JobRecord[]> {
  const { store, openSession, signal, onEvent, command } = options;
  const reasons = await runJobs(jobs, {
    store,
    openSession,
    signal,
    clock,
    onFailed: ({ title }, reason) => onEvent?.({ kind: "failed", title, reason }),
  });
  return await Promise.all(jobs.map(async ({ planned: { key, job } }) =>
    await store.get(key) ?? {
      key,
      job,
      command,
      warnings: [],
      outcome: "not run",
      reason: reasons.get(key) ??
        `not started: the budget of ${options.budgetSeconds} s is spent; ` +
          `go on with --budget and more seconds`,
    } as JobRecord
  ));
}

/** A single job with what it takes to run it. */
export function groupOf(
  planned: PlannedExperiment,
  options: Pick<RunExperimentsOptions, "store" | "folder" | "records" | "command"> & {
    readonly title?: string;
    readonly begin?: () => void;
    readonly onProgress?: (share: number) => void;
  },
): SingleJob {
  const { key, job } = planned;
  const { title = job.kind, begin, onProgress = () => {}, store, command } = options;
  return {
    planned,
    title,
    keys: [key],
    begin,
    async run(_, openSession) {
      const payload = await planned.payload(findingsOf(options));
      if ("missing" in payload) throw new NotRun(payload.missing);
      const session = await openSession();
      const { threads } = job.engine;
      const result = await session.runJob(
        { name: job.kind, payload, threads },
        ({ share }) => onProgress(share),
      );
      const base = { key, job, command };
      // The kind of a job decides its result, which TypeScript cannot follow across threads.
      const record = isWrong(result)
        ? { ...base, warnings: [], outcome: "wrong", ...result.wrong }
        : {
          ...base,
          warnings: computedKind(job.kind).warnings?.(result) ?? [],
          outcome: "measured",
          result,
        };
      await store.put(record as JobRecord);
    },
  };
}

function findingsOf(
  { records, folder }: Pick<RunExperimentsOptions, "records" | "folder">,
): Findings {
  return {
    records,
    async solution(key) {
      const { result } = measured(records, "fit").find((fit) => fit.key === key)!;
      return (await readSolution(join(folder, result.solutionFile))).proto;
    },
  };
}

function isWrong(result: object): result is Wrong {
  return "wrong" in result;
}
