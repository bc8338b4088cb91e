import aGeneration from "../../fixtures/experiments/a_generation.json" with { type: "json" };
import certificate from "../../fixtures/experiments/certificate.json" with { type: "json" };
import controls from "../../fixtures/experiments/controls.json" with { type: "json" };
import f3Cramming from "../../fixtures/experiments/f3_cramming.json" with { type: "json" };
import f4Throughput from "../../fixtures/experiments/f4_throughput.json" with { type: "json" };
import f5F6Distances from "../../fixtures/experiments/f5_f6_distances.json" with { type: "json" };
import f7Curves from "../../fixtures/experiments/f7_curves.json" with { type: "json" };
import kAttention from "../../fixtures/experiments/k_attention.json" with { type: "json" };
import sConvergence from "../../fixtures/experiments/s_convergence.json" with { type: "json" };
import t1Arrangements from "../../fixtures/experiments/t1_arrangements.json" with { type: "json" };
import t2Groups from "../../fixtures/experiments/t2_groups.json" with { type: "json" };
import t3Capacities from "../../fixtures/experiments/t3_capacities.json" with { type: "json" };
import t4Time from "../../fixtures/experiments/t4_time.json" with { type: "json" };

/** An experiment: what it runs in each profile, and which claims that feeds. */
export interface ExperimentFile {
  /** Its file's name, for example "t1_arrangements". */
  readonly id: string;
  readonly title: string;
  /** Place in 2505.21189v2, for example "Table 1". */
  readonly place: string;
  /** Experiments whose jobs its claims read as well. */
  readonly shares?: readonly string[];
  readonly feeds: readonly Feed[];
  /** By profile, in the order in which they run. */
  readonly jobs: { readonly [profile: string]: readonly JobsEntry[] | undefined };
}

/** Jobs that some claims read. A claim reads what any of its feeds matches. */
export interface Feed {
  /** Ids of claims; one that ends in "-" stands for all that begin so. */
  readonly claims: readonly string[];
  /** Default: "fit". */
  readonly kind?: string;
  /** Default: all. */
  readonly arrangements?: readonly string[];
  readonly leastTokens?: number;
  readonly mostTokens?: number;
  /** Whether random words count beside natural text. Default: true. */
  readonly random?: boolean;
}

/**
 * Jobs alike but for what is listed: each source, and each arrangement, makes an entry of a
 * `Profile`. Further fields are the kind's own and pass as they are.
 */
export interface JobsEntry {
  /** "fit", "throughput" or the kind of an experiment. */
  readonly kind: string;
  /** Default: all of the profile. */
  readonly models?: readonly string[];
  readonly sources?: readonly string[];
  readonly arrangements?: readonly string[];
  /** Lengths N; or the place of one of the paper's length grids, for example "Table 3". */
  readonly tokens: number | readonly number[] | string;
}

/** Every experiment, in the paper's order: tables, figures, text. */
export const experimentList: readonly ExperimentFile[] = [
  t1Arrangements,
  sConvergence,
  t2Groups,
  t3Capacities,
  f3Cramming,
  f4Throughput,
  t4Time,
  f5F6Distances,
  f7Curves,
  aGeneration,
  kAttention,
  certificate,
  controls,
];
