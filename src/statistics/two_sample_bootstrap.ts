import type { Stream } from "../random/mod.ts";
import { bootstrapInterval, type ClusterBootstrapOptions } from "./cluster_bootstrap.ts";
import { drawIndices } from "./draw_indices.ts";
import type { Interval } from "./ratio_interval.ts";

/**
 * How a statistic differs between two samples of clusters, first − second, with a bootstrap
 * interval (95 %, 2,000 resamples) that draws from each apart. With few clusters the smaller sample
 * decides how far the percentiles are expanded; see `clusterBootstrap`.
 *
 * @throws {RangeError} when a sample has fewer than two clusters
 */
export function twoSampleBootstrap<T>(
  [first, second]: readonly [readonly T[], readonly T[]],
  statistic: (drawn: readonly T[]) => number,
  { stream, resamples = 2000, level = 0.95 }: ClusterBootstrapOptions,
): Interval {
  const clusters = Math.min(first.length, second.length);
  if (clusters < 2) {
    throw new RangeError(
      `Cannot compare two samples: got ${first.length} and ${second.length} clusters, want at ` +
        `least 2 each`,
    );
  }
  const draw = drawer(stream);
  const [a, b] = [[...first], [...second]];
  const values: number[] = [];
  for (let i = 0; i < resamples; i++) {
    const value = statistic(draw(first, a)) - statistic(draw(second, b));
    if (!Number.isNaN(value)) values.push(value);
  }
  const estimate = statistic(first) - statistic(second);
  if (values.length === 0) return { estimate, low: NaN, high: NaN };
  return { estimate, ...bootstrapInterval(values, { estimate, clusters, level }) };
}

/** Fills `into` with as many items as `from` has, drawn from it with replacement. */
function drawer(stream: Stream) {
  const indices = new Map<number, Uint16Array>();
  return <T>(from: readonly T[], into: T[]): T[] => {
    const { length } = from;
    const drawn = indices.get(length) ?? new Uint16Array(length);
    indices.set(length, drawn);
    drawIndices(stream, length, drawn);
    for (let i = 0; i < length; i++) into[i] = from[drawn[i]];
    return into;
  };
}
