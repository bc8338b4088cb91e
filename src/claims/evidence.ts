import { pinnedStream, type Stream } from "../random/mod.ts";
import { sha256 } from "../records/canonical.ts";
import {
  measured,
  type MeasuredFit,
  type MeasuredThroughput,
  ofKind,
} from "../records/measured.ts";
import type {
  ClaimVerdict,
  FitJob,
  JobRecord,
  Measured,
  ModelIdentity,
} from "../records/record.ts";
import { divisionOf } from "./division.ts";
import { kindOf } from "./kind_of.ts";

export type { MeasuredFit, MeasuredThroughput } from "../records/measured.ts";

/** A planned fit without a result: it may yet go either way. */
export interface UnfinishedFit {
  readonly key: string;
  readonly job: FitJob;
}

/** What a claim may look at: one kind of model, one division, in an order that no run changes. */
export interface Evidence {
  readonly kind: ClaimVerdict["kind"];
  readonly division: "closed" | "cut" | "open" | "either";
  /** Name of the graphics card that jobs on CUDA ran on; null where it is not known. */
  readonly card: string | null;
  readonly fits: readonly MeasuredFit[];
  readonly unfinished: readonly UnfinishedFit[];
  readonly throughputs: readonly MeasuredThroughput[];
  readonly groupFits: readonly Measured<"group fit">[];
  readonly crammings: readonly Measured<"cramming">[];
  readonly curves: readonly Measured<"curve">[];
  readonly distances: readonly Measured<"distances">[];
  readonly generations: readonly Measured<"generation">[];
  readonly attentions: readonly Measured<"attention">[];
  /** The paper has none; where random weights do as well, a text that came back says little. */
  readonly controls: readonly Measured<"control">[];
  readonly equalOutputs: readonly Measured<"equal outputs">[];
  /** Of the jobs that ended in an error of ours, the lists above they would stand in. */
  readonly wrong: readonly EvidenceList[];
}

const kindOfList = {
  fits: "fit",
  throughputs: "throughput",
  groupFits: "group fit",
  crammings: "cramming",
  curves: "curve",
  distances: "distances",
  generations: "generation",
  attentions: "attention",
  controls: "control",
  equalOutputs: "equal outputs",
} as const;

/** Evidence by the kind of job it comes from. */
export type EvidenceList = keyof typeof kindOfList;

/** Hands out a run's evidence by kind and division, each put together once. */
export type EvidenceOf = (
  of: Pick<Evidence, "kind" | "division"> & {
    /** Whether the paper's own models are among those of another kind. Default: no. */
    readonly withDirect?: boolean;
  },
) => Evidence;

/** Sorts a run's records into evidence; `card` is the graphics card's name, where it is known. */
export function sortEvidence(
  records: readonly JobRecord[],
  { card = null }: { readonly card?: string | null } = {},
): EvidenceOf {
  const sorted = records.toSorted((a, b) => a.key < b.key ? -1 : 1)
    .map((record) => {
      const { job } = record;
      // Timing has no recipe: any solution of a text takes as long to read back.
      const division = "recipe" in job ? divisionOf(job.recipe, job.engine) : "either";
      return { record, kind: kindOf(job), division };
    });
  const known = new Map<string, Evidence>();
  return ({ kind, division, withDirect = false }) => {
    const key = `${kind} ${division} ${withDirect}`;
    const evidence = known.get(key) ?? {
      kind,
      division,
      card,
      ...byJob(
        sorted.filter((one) =>
          (one.kind === kind || (withDirect && one.kind === "direct") ||
            // Of a model, whatever texts its other jobs are about.
            one.record.job.kind === "equal outputs") &&
          (division === "either" || one.division === "either" || one.division === division)
        ).map(({ record }) => record),
      ),
    };
    known.set(key, evidence);
    return evidence;
  };
}

/** The rest ("held-out m", "certificate") is left out: the paper has none, and no claim counts one. */
function byJob(records: readonly JobRecord[]): Omit<Evidence, "kind" | "division" | "card"> {
  return {
    fits: measured(records, "fit"),
    unfinished: ofKind(records, "fit").filter(({ outcome }) => outcome !== "measured"),
    throughputs: measured(records, "throughput"),
    groupFits: measured(records, "group fit"),
    crammings: measured(records, "cramming"),
    curves: measured(records, "curve"),
    distances: measured(records, "distances"),
    generations: measured(records, "generation"),
    attentions: measured(records, "attention"),
    controls: measured(records, "control"),
    equalOutputs: measured(records, "equal outputs"),
    wrong: (Object.keys(kindOfList) as EvidenceList[]).filter((list) =>
      records.some(({ job, outcome }) => job.kind === kindOfList[list] && outcome === "wrong")
    ),
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

/**
 * The group of the recipe that was tried at the longest length, of several there the larger: which
 * that is, is the plan's doing and not the outcome's.
 */
export function ofLongestTried(items: readonly MeasuredFit[]): readonly MeasuredFit[] {
  if (items.length === 0) return [];
  const longest = Math.max(...items.map(({ job }) => job.tokens));
  const there = ofOneRecipe(items.filter(({ job }) => job.tokens === longest));
  return items.filter(({ job }) => job.recipe.name === there[0].job.recipe.name);
}

/** The largest group that used one recipe (its budget aside): other recipes are not mixed in. */
export function ofOneRecipe<T extends { readonly job: { readonly recipe: FitJob["recipe"] } }>(
  items: readonly T[],
): T[] {
  const groups = [...Map.groupBy(items, ({ job }) => job.recipe.name)];
  return groups.sort((a, b) => b[1].length - a[1].length)[0]?.[1] ?? [];
}
