/**
 * Experiments beyond single fits, one file each: how a profile's entry becomes jobs, and how a job
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
import type { Experiment } from "./experiment.ts";
import type { Kind } from "../records/record.ts";
import { generationExperiment } from "./generation.ts";
import { groupFitExperiment } from "./group_fit.ts";
import { heldOutExperiment } from "./held_out_m.ts";
import type { RestsOnFits } from "./rests_on_fits.ts";

export * from "./experiment.ts";

// Entry and payload belong together by kind, which TypeScript cannot follow through a table.
// deno-lint-ignore no-explicit-any
type AnyExperiment = Experiment<Kind, any, any> & Partial<RestsOnFits<any>>;

export const experiments: Readonly<Partial<Record<Kind, AnyExperiment>>> = {
  attention: attentionExperiment,
  certificate: certificateExperiment,
  control: controlExperiment(),
  cramming: crammingExperiment,
  curve: curveExperiment,
  distances: distancesExperiment(),
  generation: generationExperiment,
  "group fit": groupFitExperiment,
  "held-out m": heldOutExperiment,
};

/** The experiment of that kind. */
export function experimentOf(kind: string): AnyExperiment {
  const found = Object.hasOwn(experiments, kind) ? experiments[kind as Kind] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(experiments).map((name) => `"${name}"`).join(", ");
  throw new RangeError(`Cannot plan experiment "${kind}": known are ${known}`);
}
