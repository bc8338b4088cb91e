import { pinnedStream, type Stream } from "../random/mod.ts";
import { sha256 } from "../records/canonical.ts";
import type {
  ClaimVerdict,
  FitJob,
  FitResult,
  JobRecord,
  ModelIdentity,
  ThroughputJob,
  ThroughputResult,
} from "../records/record.ts";
import { divisionOf } from "./division.ts";
import type { Experiments } from "../records/experiment_records.ts";
import { kindOf } from "./kind_of.ts";

/** A job that ended with a result. */
export interface Measured<J, R> {
  readonly key: string;
  readonly job: J;
  readonly result: R;
}

export type MeasuredFit = Measured<FitJob, FitResult>;
export type MeasuredThroughput = Measured<ThroughputJob, ThroughputResult>;
export type MeasuredExperiment<K extends keyof Experiments> = Measured<
  Experiments[K]["job"],
  Experiments[K]["result"]
>;

/** A planned fit without a result: it may yet go either way. */
export interface UnfinishedFit {
  readonly key: string;
  readonly job: FitJob;
}

/** What a claim may look at: one kind of model, one division, in an order that no run changes. */
export interface Evidence {
  readonly kind: ClaimVerdict["kind"];
  readonly division: "closed" | "cut" | "open" | "either";
  readonly fits: readonly MeasuredFit[];
  readonly unfinished: readonly UnfinishedFit[];
  readonly throughputs: readonly MeasuredThroughput[];
  readonly groupFits: readonly MeasuredExperiment<"group fit">[];
  readonly crammings: readonly MeasuredExperiment<"cramming">[];
  readonly curves: readonly MeasuredExperiment<"curve">[];
  readonly distances: readonly MeasuredExperiment<"distances">[];
  readonly generations: readonly MeasuredExperiment<"generation">[];
  readonly attentions: readonly MeasuredExperiment<"attention">[];
}

/** A record of any experiment, as far as sorting it into evidence goes. */
interface AnyRecord {
  readonly key: string;
  readonly outcome: string;
  readonly job: {
    readonly kind: string;
    readonly model: ModelIdentity;
    readonly engine: FitJob["engine"];
    readonly recipe?: FitJob["recipe"];
  };
}

/** Hands out a run's evidence by kind and division, each put together once. */
export type EvidenceOf = (of: Pick<Evidence, "kind" | "division">) => Evidence;

/** Sorts a run's records into evidence. */
export function sortEvidence(records: readonly JobRecord[]): EvidenceOf {
  const sorted = (records as readonly AnyRecord[]).toSorted((a, b) => a.key < b.key ? -1 : 1)
    .map((record) => {
      const { model, engine, recipe } = record.job;
      // Timing has no recipe: any solution of a text takes as long to read back.
      const division = recipe === undefined ? "either" : divisionOf(recipe, engine);
      return { record, kind: kindOf(model), division };
    });
  const known = new Map<string, Evidence>();
  return ({ kind, division }) => {
    const key = `${kind} ${division}`;
    const evidence = known.get(key) ?? {
      kind,
      division,
      ...byJob(
        sorted.filter((one) =>
          one.kind === kind &&
          (division === "either" || one.division === "either" || one.division === division)
        ).map(({ record }) => record),
      ),
    };
    known.set(key, evidence);
    return evidence;
  };
}

/** Controls ("control", "held-out m") are left out: the paper has none, and no claim may count one. */
function byJob(records: readonly AnyRecord[]): Omit<Evidence, "kind" | "division"> {
  const measured = (kind: string) =>
    records.filter(({ job, outcome }) => job.kind === kind && outcome === "measured") as unknown;
  const unfinished = records.filter(({ job, outcome }) =>
    job.kind === "fit" && outcome !== "measured"
  ) as unknown;
  return {
    fits: measured("fit") as MeasuredFit[],
    unfinished: unfinished as UnfinishedFit[],
    throughputs: measured("throughput") as MeasuredThroughput[],
    groupFits: measured("group fit") as MeasuredExperiment<"group fit">[],
    crammings: measured("cramming") as MeasuredExperiment<"cramming">[],
    curves: measured("curve") as MeasuredExperiment<"curve">[],
    distances: measured("distances") as MeasuredExperiment<"distances">[],
    generations: measured("generation") as MeasuredExperiment<"generation">[],
    attentions: measured("attention") as MeasuredExperiment<"attention">[],
  };
}

/** The random stream of a claim's estimate: the same whatever else is judged. */
export function streamOf(claim: string, estimate: string): Stream {
  return pinnedStream("bootstrap", parseInt(sha256(`${claim} ${estimate}`).slice(0, 12), 16));
}

/** The paper's method among fits. */
export const paperArrangement = "[e][m]×(N−1)";

/** Groups of items of one model, by id, in the order of ids. */
export function byModel<T extends { readonly job: { readonly model: ModelIdentity } }>(
  items: readonly T[],
): [string, T[]][] {
  return [...Map.groupBy(items, ({ job }) => job.model.id)].sort(([a], [b]) => a < b ? -1 : 1);
}

/** The largest group that used one recipe (its budget aside): other recipes are not mixed in. */
export function ofOneRecipe<T extends { readonly job: { readonly recipe: FitJob["recipe"] } }>(
  items: readonly T[],
): T[] {
  const groups = [...Map.groupBy(items, ({ job }) => job.recipe.name)];
  return groups.sort((a, b) => b[1].length - a[1].length)[0]?.[1] ?? [];
}
