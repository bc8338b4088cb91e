/**
 * Kinds of jobs, one file each: how a profile's entry becomes jobs, what they cost, and how a job
 * is computed in the model's thread.
 *
 * @module
 */
import { attentionExperiment } from "./attention.ts";
import { certificateExperiment } from "./certificate.ts";
import { controlExperiment } from "./control.ts";
import { crammingExperiment } from "./cramming.ts";
import { curveExperiment } from "./curve.ts";
import { distancesExperiment } from "./distances.ts";
import { equalOutputsExperiment } from "./equal_outputs.ts";
import type { Experiment } from "./experiment.ts";
import type { Kind, Warning } from "../records/record.ts";
import { generationExperiment } from "./generation.ts";
import { fitKind } from "./fit.ts";
import { groupFitExperiment } from "./group_fit.ts";
import { heldOutExperiment } from "./held_out_m.ts";
import type { CellSetting, PlanCell } from "./plan_cell.ts";
import { throughputKind } from "./throughput.ts";
import type { RestsOnFits } from "./rests_on_fits.ts";

export * from "./experiment.ts";

// Entry and payload belong together by kind, which TypeScript cannot follow through a table.
// deno-lint-ignore no-explicit-any
type AnyExperiment = Experiment<any, any, any, any> & Partial<RestsOnFits<any, any>>;
type Counted = Pick<AnyExperiment, "cells">;
type Computed = Counted & Pick<AnyExperiment, "run"> & {
  /** Worth knowing of a result, though it is right. */
  // deno-lint-ignore no-explicit-any
  readonly warnings?: (result: any) => Warning[];
};

/** Kinds whose jobs a profile lists as entries of their own. */
export const experiments: Readonly<Record<Exclude<Kind, "fit" | "throughput">, AnyExperiment>> = {
  attention: attentionExperiment,
  certificate: certificateExperiment,
  control: controlExperiment(),
  cramming: crammingExperiment,
  curve: curveExperiment,
  distances: distancesExperiment(),
  "equal outputs": equalOutputsExperiment,
  generation: generationExperiment,
  "group fit": groupFitExperiment,
  "held-out m": heldOutExperiment,
};

/** Kinds whose jobs are computed one by one; fits go in batches. */
const computed: Readonly<Record<Exclude<Kind, "fit">, Computed>> = {
  ...experiments,
  throughput: throughputKind,
};

/** Every kind. */
const counted: Readonly<Record<Kind, Counted>> = { ...computed, fit: fitKind };

/** How the jobs of that kind are planned. */
export function experimentOf(kind: string): AnyExperiment {
  return found(experiments, kind, "plan");
}

/** How a job of that kind is computed. */
export function computedKind(kind: string): Computed {
  return found(computed, kind, "compute");
}

/** What an entry's jobs take, as their kind counts them. */
export function cellsOfEntry(
  entry: { readonly kind: string },
  setting: CellSetting,
): PlanCell[] {
  return found(counted, entry.kind, "count").cells(entry, setting);
}

function found<T>(kinds: Readonly<Record<string, T>>, kind: string, what: string): T {
  if (Object.hasOwn(kinds, kind)) return kinds[kind];
  const known = Object.keys(kinds).map((name) => `"${name}"`).join(", ");
  throw new RangeError(`Cannot ${what} experiment "${kind}": known are ${known}`);
}
