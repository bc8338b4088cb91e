/** The clock: the one place in the harness that reads it. */

/** Milliseconds since some fixed moment, monotonic. */
export function milliseconds(): number {
  return performance.now();
}

/** Now, as an ISO 8601 string in UTC. */
export function isoNow(): string {
  return new Date().toISOString();
}

/** Runs `work` and says how long it took. */
export async function timed<T>(work: () => Promise<T>): Promise<{ value: T; elapsed: number }> {
  const start = milliseconds();
  const value = await work();
  return { value, elapsed: milliseconds() - start };
}

/**
 * Times `work` until two halves of the last six runs agree within a tenth, at most ten runs; what
 * comes after is no longer warming up.
 */
export async function warmUp(work: () => Promise<unknown>): Promise<void> {
  const samples: number[] = [];
  for (let run = 0; run < 10; run++) {
    samples.push((await timed(work)).elapsed);
    const [early, late] = [samples.slice(-6, -3), samples.slice(-3)].map((half) =>
      Math.min(...half)
    );
    if (run >= 5 && late > early * 0.9) return;
  }
}
