import type { MeasuredFit } from "./measured.ts";
import { type Series, seriesDomain, seriesOf } from "./series.ts";

/** The sampled fits of one length, split into series, for the charts over steps. */
export interface Trajectories {
  readonly fits: readonly MeasuredFit[];
  readonly series: readonly Series[];
  /** The domain of all lengths, so that a series keeps its colour from chart to chart. */
  readonly scale: { readonly domain: readonly string[] };
}

/** The fits of one length that were sampled; null where there are none. */
export function trajectoriesOf(fits: readonly MeasuredFit[], tokens: number): Trajectories | null {
  const all = seriesOf(fits);
  const series = all.map(({ name, fits }) => ({
    name,
    fits: fits.filter(({ job, result }) => job.tokens === tokens && result.trajectory.length > 0),
  })).filter(({ fits }) => fits.length > 0);
  if (series.length === 0) return null;
  return { fits: series.flatMap(({ fits }) => fits), series, scale: seriesDomain(all) };
}

/** One value of every sampled step of every fit; `fit` tells the lines of a chart apart. */
export function sampledValues<Name extends "lossNats" | "accuracy">(
  { series }: Trajectories,
  name: Name,
) {
  return series.flatMap((one) =>
    one.fits.flatMap((fit) =>
      fit.result.trajectory.map((sample) => ({
        series: one.name,
        text: fit.job.text.id,
        fit: fit.key.slice(0, 12),
        step: sample.step,
        [name]: sample[name],
      }))
    )
  );
}

/** The seed of the attempt the trajectory shows. */
export function lastSeed({ job, result }: MeasuredFit): number {
  return result.attempts.at(-1)?.seed ?? job.seed;
}
