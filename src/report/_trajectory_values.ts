import type { MeasuredFit } from "./measured.ts";
import type { Series } from "./series.ts";

/** Every sampled step of every fit, for the charts over steps. */
export function trajectoryValues(series: readonly Series[]) {
  return series.flatMap(({ name, fits }) =>
    fits.flatMap((fit) =>
      fit.result.trajectory.map(({ step, lossNats, accuracy }) => ({
        series: name,
        text: fit.job.text.id,
        tokens: fit.job.tokens,
        seed: lastSeed(fit),
        step,
        lossNats,
        accuracy,
        key: fit.key,
      }))
    )
  );
}

/** The seed of the attempt the trajectory shows. */
export function lastSeed({ job, result }: MeasuredFit): number {
  return result.attempts.at(-1)?.seed ?? job.seed;
}
