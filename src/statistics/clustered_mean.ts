import { mean } from "simple-statistics";
import { boundedMean, type BoundedMeanOptions } from "./bounded_mean.ts";
import { clusterBootstrap } from "./cluster_bootstrap.ts";
import type { Interval } from "./ratio_interval.ts";

/**
 * The mean of one bounded value a text, of texts that come in clusters, with its interval (95 %
 * unless `level` says otherwise): clusters are resampled, then the texts within each. It is never
 * narrower than were the texts independent; below six clusters it is Student's over clusters, and of
 * a single one nothing is known but the range. Where all values agree nothing is known of how
 * clusters differ, and texts count as independent.
 *
 * @throws {RangeError} when there is no value, or one outside the range
 */
export function clusteredMean(
  clusters: readonly (readonly number[])[],
  options: BoundedMeanOptions,
): Interval {
  const values = clusters.flat();
  const alone = boundedMean(values, options);
  if (clusters.length === values.length) return alone;
  const { range: [least, most] } = options;
  const { estimate } = alone;
  if (clusters.length < 2) return { estimate, low: least, high: most };
  if (values.every((value) => value === values[0])) return alone;
  const { low, high } = clusterBootstrap(clusters, (drawn) => mean(drawn as number[]), {
    ...options,
    within: true,
  });
  return {
    estimate,
    low: Math.max(least, Math.min(low, alone.low)),
    high: Math.min(most, Math.max(high, alone.high)),
  };
}
