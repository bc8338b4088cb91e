import { linearRegression } from "simple-statistics";
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
  const bad = points.find(({ x, y }) => !(x > 0 && y > 0));
  if (bad !== undefined) {
    throw new RangeError(`Cannot take logarithms of (${bad.x}, ${bad.y}): want both above 0`);
  }
  if (points.every(({ x }) => x === points[0].x)) return NaN;
  const { m } = linearRegression(points.map(({ x, y }) => [Math.log(x), Math.log(y)]));
  // What rounding leaves of a slope of 0 has a sign, and no meaning.
  return Math.abs(m) < 1e-12 ? 0 : m;
}

/** The slope over all points, with an interval over clusters of them, for example texts. */
export function logLogSlopeInterval(
  clusters: readonly (readonly Point[])[],
  options: ClusterBootstrapOptions,
): Interval {
  return clusterBootstrap(clusters, logLogSlope, options);
}
