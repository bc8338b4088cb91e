/**
 * Statistics of the claims: intervals that hold with few texts, equivalence, multiplicity, survival
 * under a step budget, capacities. One idea a file, checked against SciPy, statsmodels and lifelines.
 *
 * @module
 */
export { bestOfK } from "./best_of_k.ts";
export { binomialInterval } from "./binomial_interval.ts";
export { boundedMean, type BoundedMeanOptions } from "./bounded_mean.ts";
export {
  asObservation,
  type Capacities,
  capacities,
  type Capacity,
  capacityOfTexts,
  type PrefixOutcome,
  type TextCapacity,
} from "./capacity.ts";
export {
  bootstrapInterval,
  clusterBootstrap,
  type ClusterBootstrapOptions,
  fewestClusters,
} from "./cluster_bootstrap.ts";
export { clusteredMean } from "./clustered_mean.ts";
export { clusteredShare } from "./clustered_share.ts";
export { type Equivalence, equivalence } from "./equivalence.ts";
export { holm } from "./holm.ts";
export {
  kaplanMeier,
  medianTime,
  type Observation,
  restrictedMeanOfCounts,
  restrictedMeanTime,
  type SurvivalStep,
} from "./kaplan_meier.ts";
export {
  logLogSlope,
  logLogSlopeInterval,
  logLogSlopeOfBooks,
  type Point,
} from "./log_log_slope.ts";
export { medianBounds } from "./median_bounds.ts";
export { minimumDetectable } from "./minimum_detectable.ts";
export { normalCumulative, normalQuantile } from "./normal.ts";
export { type Interval, ratioInterval } from "./ratio_interval.ts";
export { hodgesLehmann, type SignedRank, signedRank } from "./signed_rank.ts";
export { studentInterval } from "./student_interval.ts";
export { twoSampleBootstrap } from "./two_sample_bootstrap.ts";
export { studentTCumulative, studentTQuantile } from "./student_t.ts";
