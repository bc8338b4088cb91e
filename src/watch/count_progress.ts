import type { PlannedJob } from "../records/at_work.ts";
import type { RecordDigest } from "./kept_records.ts";
import type { KindProgress, Progress } from "./watched.ts";

/** What one process still has before it. */
export interface Before {
  readonly jobs: readonly PlannedJob[];
  /** By the plan's estimate, of models whose jobs are not planned yet. */
  readonly comingSeconds: number;
}

/**
 * How much of what is planned is done. Jobs that several processes planned count once. Where nobody
 * planned anything, all records of `codeSha256` count, and how many there will be is not known.
 */
export function countProgress(
  planned: readonly PlannedJob[],
  { digests, codeSha256, atWork }: {
    readonly digests: ReadonlyMap<string, RecordDigest>;
    /** Null: whatever there is. */
    readonly codeSha256: string | null;
    /** Processes that go on. */
    readonly atWork: readonly Before[];
  },
): Pick<Progress, "done" | "planned" | "wrong" | "secondsLeft" | "kinds"> {
  const jobs = new Map(planned.map((job) => [job.key, job]));
  const counted = [...digests.values()].filter((digest) =>
    jobs.has(digest.key) || codeSha256 === null || digest.codeSha256 === codeSha256
  );
  const known = jobs.size > 0;
  const done = known ? counted.filter(({ key }) => jobs.has(key)) : counted;
  return {
    done: done.length,
    planned: known ? jobs.size : null,
    wrong: counted.filter(({ outcome }) => outcome === "wrong").length,
    secondsLeft: secondsLeft(atWork, { jobs, digests }),
    kinds: kindsOf(counted, [...jobs.values()]),
  };
}

function kindsOf(
  done: readonly RecordDigest[],
  planned: readonly PlannedJob[],
): KindProgress[] {
  const wanted = Map.groupBy(planned, ({ kind }) => kind);
  const keys = new Set(planned.map(({ key }) => key));
  const had = Map.groupBy(
    // Of a kind that is planned, what is beyond the plan is another run's.
    done.filter(({ key, kind }) => keys.has(key) || !wanted.has(kind)),
    ({ kind }) => kind,
  );
  return [...new Set([...wanted.keys(), ...had.keys()])].map((kind) => ({
    kind,
    done: had.get(kind)?.length ?? 0,
    planned: wanted.get(kind)?.length ?? null,
  }));
}

/**
 * Of the process that has most before it. What fits took so far, beside what was estimated, says how
 * fast this machine is.
 */
function secondsLeft(
  atWork: readonly Before[],
  { jobs, digests }: {
    readonly jobs: ReadonlyMap<string, PlannedJob>;
    readonly digests: ReadonlyMap<string, RecordDigest>;
  },
): number | null {
  let [took, estimated] = [0, 0];
  for (const [key, { likelySeconds }] of jobs) {
    const seconds = digests.get(key)?.seconds ?? null;
    if (seconds === null || likelySeconds === 0) continue;
    took += seconds;
    estimated += likelySeconds;
  }
  const pace = estimated > 0 ? took / estimated : 1;
  const left = atWork.map(({ jobs, comingSeconds }) =>
    jobs.reduce(
      (sum, { key, likelySeconds }) => sum + (digests.has(key) ? 0 : likelySeconds),
      comingSeconds,
    )
  );
  const most = Math.max(...left, 0);
  return most > 0 ? pace * most : null;
}
