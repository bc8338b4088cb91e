import { mean } from "simple-statistics";
import { binomialInterval } from "./binomial_interval.ts";
import {
  clusterBootstrap,
  type ClusterBootstrapOptions,
  fewestClusters,
} from "./cluster_bootstrap.ts";
import type { Interval } from "./ratio_interval.ts";

export interface BoundedMeanOptions extends ClusterBootstrapOptions {
  /** Least and greatest value that one text can have. */
  readonly range: readonly [number, number];
}

/**
 * The mean of one bounded value a text, with its interval. Two cases a bootstrap would be sure
 * about without cause are widened: texts that all agree (an exact binomial interval bounds the
 * share of texts that may not), and fewer than six texts (the whole range).
 *
 * @throws {RangeError} when there is no value, or one outside the range
 */
export function boundedMean(
  values: readonly number[],
  { range: [least, most], level = 0.95, ...options }: BoundedMeanOptions,
): Interval {
  const outside = values.find((value) => !(value >= least && value <= most));
  if (values.length === 0 || outside !== undefined) {
    throw new RangeError(
      `Cannot take a bounded mean: got ${values.length} values` +
        (outside === undefined ? "" : ` with ${outside} among them`) +
        `, want at least one, all in ${least}…${most}`,
    );
  }
  if (values.every((value) => value === values[0])) {
    const estimate = values[0];
    const alike = binomialInterval(values.length, values.length, { level }).low;
    return {
      estimate,
      low: alike * estimate + (1 - alike) * least,
      high: alike * estimate + (1 - alike) * most,
    };
  }
  if (values.length < fewestClusters) {
    return { estimate: mean([...values]), low: least, high: most };
  }
  const clusters = values.map((value) => [value]);
  return clusterBootstrap(clusters, (drawn) => mean(drawn as number[]), { ...options, level });
}
