import {
  embeddingDeviation,
  type LanguageModel,
  type ModelFiles,
  openModel,
} from "../models/mod.ts";
import { arrangementNamed, type FitOptions, initialVectors } from "../proto/mod.ts";
import { seeds } from "../random/mod.ts";
import type { Tokenizer } from "../text/mod.ts";
import type { ControlJob, ControlVariant } from "../records/experiment_records.ts";
import { initialIndex } from "./plan_fit.ts";
import { bosFirst } from "./bos_first.ts";
import { type ExperimentContext, Stopped } from "./experiment.ts";
import type { FrozenVectors } from "./frozen_vectors.ts";
import { randomWeights } from "./random_weights.ts";
import { shuffledIds } from "./shuffled_vocabulary.ts";

/** All of them; the plain fit, that the others are compared with, first. */
export const controlVariants: readonly ControlVariant[] = [
  "none",
  "random weights",
  "shuffled vocabulary",
  "embedding-scale start",
  "frozen random e",
  "frozen random m",
  "BOS first",
];

/** A control's job and what its variant may need. */
export interface ControlPayload {
  readonly job: ControlJob;
  readonly targets: readonly number[];
  readonly files: ModelFiles;
  /** Where random weights are kept. */
  readonly cacheFolder: string;
}

/** A fit with one thing changed: what is absent is as in the plain fit. */
export interface ControlSetting extends Pick<FitOptions, "start"> {
  readonly model: LanguageModel;
  readonly targets: readonly number[];
  readonly frozen?: FrozenVectors;
}

/** What a variant's result depends on beside all that the plain fit's does. */
export function settingsOf(
  variant: ControlVariant,
  { tokenizer }: { readonly tokenizer: Tokenizer },
): ControlJob["settings"] {
  switch (variant) {
    case "random weights":
      return { weightsSeed: seeds["random-weights"].seed };
    case "shuffled vocabulary":
      return { vocabularySeed: seeds["shuffled-vocabulary"].seed };
    case "BOS first":
      return { bosId: tokenizer.bosId ?? 0 };
    default:
      return {};
  }
}

/** The fit that a control's job asks for, ready to be compiled. */
export async function controlSetting(
  { job, targets, files, cacheFolder }: ControlPayload,
  { model, stop }: Pick<ExperimentContext, "model" | "stop">,
): Promise<ControlSetting> {
  switch (job.variant) {
    case "none":
      return { model, targets };
    case "random weights": {
      const onChunk = () => {
        if (stop()) throw new Stopped();
      };
      const { weightsSha256 } = job.model;
      const drawn = await randomWeights(files.weights, { weightsSha256, cacheFolder, onChunk });
      return { model: await openModel(drawn, files.config), targets };
    }
    case "shuffled vocabulary": {
      const { vocabulary } = model.config;
      return { model, targets: shuffledIds(targets, { vocabulary, seed: job.seed }) };
    }
    case "embedding-scale start":
      return { model, targets, start: await scaledStart(job, model) };
    case "frozen random e":
      return { model, targets, frozen: frozenStart(job, { place: 0, model }) };
    case "frozen random m":
      return { model, targets, frozen: frozenStart(job, { place: 1, model }) };
    case "BOS first":
      return { model: bosFirst(model, job.settings.bosId), targets };
  }
}

/** The plain fit's start in the same direction, as short as the model's own embeddings. */
async function scaledStart(
  job: ControlJob,
  model: LanguageModel,
): Promise<ControlSetting["start"]> {
  const deviation = await embeddingDeviation(model);
  return (_, seed) => startOf(job, { seed, model }).map((value) => value * deviation);
}

/** A vector as the plain fit's first start has it. */
function frozenStart(
  job: ControlJob,
  { place, model }: { place: number; model: LanguageModel },
): FrozenVectors {
  const { width } = model.config;
  const start = startOf(job, { seed: job.seed, model });
  return new Map([[place, start.slice(place * width, (place + 1) * width)]]);
}

/** The arrangement's vectors [K, D] as the plain fit begins from a seed. */
function startOf(
  { recipe, text, arrangement }: ControlJob,
  { seed, model: { config } }: { seed: number; model: LanguageModel },
): Float32Array {
  const index = initialIndex(text.tokenIdsSha256);
  const { vectors } = arrangementNamed(arrangement);
  return initialVectors(recipe, { seed, index, size: vectors * config.width });
}
