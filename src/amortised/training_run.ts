import { join } from "node:path";
import { keyOf } from "../records/canonical.ts";
import { type CommonStart, vectorsSha256 } from "../records/common_start.ts";
import type { ModelIdentity } from "../records/record.ts";
import type { EncoderSizes } from "./encoder_sizes.ts";
import type { FittedLength } from "./fitted_windows.ts";
import type { BookText } from "./training_books.ts";
import type { OtherLoss } from "./training_loss.ts";
import type { TrainingSettings } from "./training_settings.ts";

/** Everything that decides what a run of training comes to, its length apart. */
export interface TrainingRun {
  readonly model: ModelIdentity;
  readonly arrangement: string;
  readonly startSha256: string;
  readonly metricSha256: string;
  readonly sizes: EncoderSizes;
  readonly settings: TrainingSettings;
  /** Threads of the engine: other sums, other bits. */
  readonly threads: number;
  readonly books: readonly { readonly title: string; readonly sha256: string }[];
  /** Absent where it is the cross-entropy, as in runs from before there was another. */
  readonly loss?: OtherLoss;
  /** The windows that the distance is of, a length each. */
  readonly fitted?: readonly FittedLength[];
}

/**
 * What a run is made of.
 *
 * @throws RangeError where the model has no common start with its metric in the arrangement
 */
export function trainingRun(
  { start, books, model, ...others }:
    & Omit<TrainingRun, "startSha256" | "metricSha256" | "books">
    & { readonly start: CommonStart | undefined; readonly books: readonly BookText[] },
): TrainingRun {
  if (start?.metric === undefined) {
    throw new RangeError(
      `Cannot train an encoder of "${model.id}" in ${others.arrangement}: it begins at the common ` +
        `start and goes by its metric, make them, deno task study start and deno task study metric`,
    );
  }
  return {
    ...others,
    model,
    startSha256: vectorsSha256(start.proto),
    metricSha256: start.metric.sha256,
    books: books.map(({ title, sha256 }) => ({ title, sha256 })),
  };
}

/** What a run is called by. */
export function trainingId(run: TrainingRun): string {
  return keyOf({ kind: "encoder training", ...run });
}

/** Where a run's checkpoint lies. */
export function trainingPath(cacheFolder: string, id: string): string {
  return join(cacheFolder, "encoders", `${id.slice(0, 16)}.safetensors`);
}
