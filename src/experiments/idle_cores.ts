/** Jiffies of all cores together since the machine was started, as Linux counts them. */
interface CoreTime {
  readonly idle: number;
  readonly all: number;
}

/** How long the machine is watched, milliseconds: a few ticks of its clock. */
const watchedMilliseconds = 100;

/**
 * Whether so many cores have nothing to do just now. Engine threads that wait for each other by
 * spinning are faster by a twelfth on such cores, and slower by half where another program wants one
 * of them: each wait then lasts until that program is put aside. Unknown, hence false, where the
 * system does not say.
 */
export async function hasIdleCores(wanted: number): Promise<boolean> {
  try {
    const before = coreTime(await Deno.readTextFile("/proc/stat"));
    await new Promise((done) => setTimeout(done, watchedMilliseconds));
    const after = coreTime(await Deno.readTextFile("/proc/stat"));
    return idleCores(before, after, navigator.hardwareConcurrency) > wanted - 0.25;
  } catch {
    return false;
  }
}

/** Cores that were idle between two readings, of all there are; not always a whole number. */
export function idleCores(before: CoreTime, after: CoreTime, cores: number): number {
  const passed = after.all - before.all;
  return passed > 0 ? cores * (after.idle - before.idle) / passed : 0;
}

/** Reads the first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal, … */
export function coreTime(stat: string): CoreTime {
  const [, ...fields] = stat.split("\n", 1)[0].split(/\s+/).map(Number);
  // The guests' time that follows is counted in user's already.
  const [user, nice, system, idle, waiting, ...others] = fields.slice(0, 8);
  const busy = [user, nice, system, ...others].reduce((sum, value) => sum + value, 0);
  return { idle: idle + waiting, all: busy + idle + waiting };
}
