import { cpus } from "node:os";
import { cpuUsage } from "node:process";

/** Milliseconds of all cores together since the machine was started. */
export interface CoreTime {
  readonly idle: number;
  readonly all: number;
}

/** How long the machine is watched, milliseconds: some ticks of its clock. */
const watchedMilliseconds = 100;

/** Cores that others may use a little of; a program at work takes a whole one. */
const otherShare = 0.5;

/**
 * Whether so many cores are wanted by nobody else just now. Engine threads that wait for each other
 * by spinning are faster by a tenth on such cores, and slower by half where another program wants
 * one of them: each wait then lasts until that program is put aside.
 */
export async function hasIdleCores(wanted: number): Promise<boolean> {
  const [before, own] = [coreTime(cpus()), cpuUsage()];
  await new Promise((done) => setTimeout(done, watchedMilliseconds));
  const after = coreTime(cpus());
  // What this process does as it starts is over when its engine is at work.
  const { user, system } = cpuUsage(own);
  const others = { ...after, idle: after.idle + (user + system) / 1000 };
  return idleCores(before, others, cpus().length) > wanted - otherShare;
}

/** Cores that were idle between two readings, of all there are; not always a whole number. */
export function idleCores(before: CoreTime, after: CoreTime, cores: number): number {
  const passed = after.all - before.all;
  return passed > 0 ? cores * (after.idle - before.idle) / passed : 0;
}

/** Adds up what the system says of its cores. */
export function coreTime(
  cores: readonly { readonly times: Readonly<Record<string, number>> }[],
): CoreTime {
  let [idle, all] = [0, 0];
  for (const { times } of cores) {
    idle += times.idle;
    all += Object.values(times).reduce((sum, value) => sum + value, 0);
  }
  return { idle, all };
}
