import { clusterBootstrap, type ClusterBootstrapOptions } from "./cluster_bootstrap.ts";
import type { Interval } from "./ratio_interval.ts";

/** A positive quantity against another, for example steps against N. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Least-squares slope of ln y over ln x: the exponent of a power law. NaN where fewer than two
 * different x are there.
 *
 * @throws {RangeError} when a coordinate is not above 0
 */
export function logLogSlope(points: readonly Point[]): number {
  return slopeOf([sumsOf(points)]);
}

/** The slope over all points, with an interval over clusters of them, for example texts. */
export function logLogSlopeInterval(
  clusters: readonly (readonly Point[])[],
  options: ClusterBootstrapOptions,
): Interval {
  // A slope needs five sums of each cluster, and resamples only add them up.
  return clusterBootstrap(clusters.map((points) => [sumsOf(points)]), slopeOf, options);
}

/** The same over books of texts: books are drawn, then texts of each. */
export function logLogSlopeOfBooks(
  books: readonly (readonly (readonly Point[])[])[],
  options: ClusterBootstrapOptions,
): Interval {
  const sums = books.map((texts) => texts.map(sumsOf));
  return clusterBootstrap(sums, slopeOf, { ...options, within: true });
}

/** Of ln x and ln y; ln x from a fixed origin, which keeps the sums of squares small. */
interface Sums {
  readonly count: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly xy: number;
}

const origin = Math.log(32);

function sumsOf(points: readonly Point[]): Sums {
  const sums = { count: 0, x: 0, y: 0, xx: 0, xy: 0 };
  for (const point of points) {
    if (!(point.x > 0 && point.y > 0)) {
      throw new RangeError(`Cannot take logarithms of (${point.x}, ${point.y}): want both above 0`);
    }
    const [x, y] = [Math.log(point.x) - origin, Math.log(point.y)];
    sums.count++;
    sums.x += x;
    sums.y += y;
    sums.xx += x * x;
    sums.xy += x * y;
  }
  return sums;
}

function slopeOf(clusters: readonly Sums[]): number {
  let [count, x, y, xx, xy] = [0, 0, 0, 0, 0];
  for (const cluster of clusters) {
    count += cluster.count;
    x += cluster.x;
    y += cluster.y;
    xx += cluster.xx;
    xy += cluster.xy;
  }
  const spread = count * xx - x * x;
  // A single x leaves nothing but rounding.
  if (!(spread > 1e-9 * count * xx)) return NaN;
  const slope = (count * xy - x * y) / spread;
  // What rounding leaves of a slope of 0 has a sign, and no meaning.
  return Math.abs(slope) < 1e-12 ? 0 : slope;
}
