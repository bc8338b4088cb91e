import type { Plan } from "./plan.ts";
import { partsOf, type Profile } from "./profile.ts";

/** One of several processes, machines or days that share a run's jobs between them. */
export interface Shard {
  /** From 1 to `of`. */
  readonly at: number;
  readonly of: number;
}

/**
 * The shard "2/8" names.
 *
 * @throws RangeError where it names none
 */
export function shardNamed(text: string): Shard {
  const [, at, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text)?.map(Number) ?? [];
  if (at >= 1 && at <= of) return { at, of };
  throw new RangeError(`Cannot use shard "${text}": want i/n, with i from 1 to n, such as 2/8`);
}

/**
 * Which of so many shards has a job, from 1: by its key alone, so that every machine says the same and
 * no two do the same work. 48 bits of the sha256, modulo the number of shards.
 */
export function shardAt(key: string, of: number): number {
  return 1 + parseInt(key.slice(0, 12), 16) % of;
}

/** Whether a job is a shard's. */
export function isOfShard(key: string, { at, of }: Shard): boolean {
  return shardAt(key, of) === at;
}

/**
 * A plan's fits that are a shard's. Timings are none's: which texts are timed is known only once all
 * fits of a length are in one store, and whoever times should have nothing else to do.
 */
export function shardOf({ fits }: Plan, shard: Shard): Plan {
  return { fits: fits.filter(({ key }) => isOfShard(key, shard)), throughput: [] };
}

/**
 * Machines agree on a job's key where nothing of it is left to them.
 *
 * @throws RangeError where the profile leaves them batch or threads, naming the flags
 */
export function mustBeTheSameEverywhere(profile: Profile): void {
  const open = [
    partsOf(profile).some(({ batch }) => batch === "auto") ? "--batch" : null,
    profile.threads === "auto" ? "--threads" : null,
  ].filter((flag) => flag !== null);
  if (open.length === 0) return;
  throw new RangeError(
    `Cannot share profile "${profile.name}" between machines: it leaves ${open.join(" and ")} to ` +
      `each of them, which are part of a job's key; name ${open.join(" and ")}, the same for all`,
  );
}
