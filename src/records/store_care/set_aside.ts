import { keptFiles } from "../kept_files.ts";
import type { Job } from "../record.ts";
import { questionOf, whyApart } from "../why_apart.ts";
import { keysOf } from "./store_files.ts";

/** A job as a store knows it. */
export interface KeyedJob {
  readonly key: string;
  readonly job: Job;
}

/** Wanted jobs that a store answers, but not with what is wanted; all for the same reasons. */
export interface SetAside {
  readonly why: readonly string[];
  readonly jobs: number;
  /** The key of one of the records that are set aside. */
  readonly example: string;
}

/**
 * Tells of jobs that are wanted and have no record, which records ask the same and why they do not
 * do; the nearest, where there are several. Reads each record once, and none while all wanted have
 * their own.
 */
export function setAsideIn(store: string): (wanted: readonly KeyedJob[]) => Promise<SetAside[]> {
  const read = new Map<string, { readonly job: Job; readonly question: string } | null>();
  const kept = keptFiles(store);
  return async (wanted) => {
    const keys = await keysOf(store, "records");
    const stored = new Set(keys);
    const own = new Set(wanted.map(({ key }) => key));
    const lacking = wanted.filter(({ key }) => !stored.has(key));
    if (lacking.length === 0) return [];
    const others: (KeyedJob & { readonly question: string })[] = [];
    for (const key of keys) {
      if (own.has(key)) continue;
      // Null for one that is harmed, which is not read again either.
      if (!read.has(key)) read.set(key, await readJob(key));
      const known = read.get(key);
      if (known) others.push({ key, ...known });
    }
    const asking = Map.groupBy(others, ({ question }) => question);
    const found = new Map<string, SetAside>();
    for (const { job } of lacking) {
      const [nearest] = (asking.get(questionOf(job)) ?? [])
        .map((other) => ({ why: whyApart(job, other.job), example: other.key }))
        .toSorted((a, b) => a.why.length - b.why.length);
      if (nearest === undefined) continue;
      const name = nearest.why.join(", ");
      const { jobs } = found.get(name) ?? { jobs: 0 };
      found.set(name, { ...nearest, ...found.get(name), jobs: jobs + 1 });
    }
    return [...found.values()].toSorted((a, b) => b.jobs - a.jobs);
  };

  async function readJob(key: string) {
    const record = await kept.record(key);
    if (record === null || "fault" in record) return null;
    const { job } = record.value;
    return { job, question: questionOf(job) };
  }
}

/** Records of a store that ask what a job asks under other keys, each with why it is another. */
export async function othersAsking(
  { key, job }: KeyedJob,
  store: string,
): Promise<{ readonly key: string; readonly why: readonly string[] }[]> {
  const kept = keptFiles(store);
  const question = questionOf(job);
  const others: { key: string; why: readonly string[] }[] = [];
  for (const other of await keysOf(store, "records")) {
    if (other === key) continue;
    const record = await kept.record(other);
    if (record === null || "fault" in record || questionOf(record.value.job) !== question) continue;
    others.push({ key: other, why: whyApart(job, record.value.job) });
  }
  return others;
}
