import { median } from "simple-statistics";
import { clusterBootstrap, type ClusterBootstrapOptions } from "./cluster_bootstrap.ts";
import type { Interval } from "./ratio_interval.ts";

/** The median of samples with an interval that draws whole rounds, as they share their moment. */
export function medianInterval(
  rounds: readonly (readonly number[])[],
  options: ClusterBootstrapOptions,
): Interval {
  return clusterBootstrap(rounds, (samples) => median([...samples]), options);
}
