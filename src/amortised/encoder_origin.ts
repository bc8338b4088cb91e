import { readCheckedJson } from "../records/checked_json.ts";
import {
  amount,
  count,
  type DataShape,
  fields,
  listOf,
  maybe,
  oneOf,
  share,
  text,
} from "../records/data_shape.ts";
import { encoderFolders, encoderPath, type StoredEncoder } from "./encoder_file.ts";
import type { CurvePoint, TrainingCheckpoint } from "./training_checkpoint.ts";
import { otherLosses } from "./training_loss.ts";
import type { TrainingRun } from "./training_run.ts";

/** Where an encoder comes from: what `deno task encoder train` writes beside it. */
export interface EncoderOrigin {
  /** Of the encoder's content. */
  readonly sha256: string;
  /** How many numbers were trained. */
  readonly parameters: number;
  readonly steps: number;
  readonly elapsedSeconds: number;
  readonly command: string;
  /** Ends that the run was given, one after another; absent where it was written before there were. */
  readonly plans?: TrainingCheckpoint["plans"];
  /** The package that the books came from, with its version. */
  readonly package: string;
  readonly run: TrainingRun;
  readonly curve: readonly CurvePoint[];
}

/** What readers of an origin rely on. */
export const originShape: DataShape = fields({
  sha256: text,
  parameters: count,
  steps: count,
  elapsedSeconds: amount,
  command: text,
  package: text,
  plans: maybe(listOf(fields({ fromStep: count, steps: count }))),
  run: fields({
    sizes: fields({ lengths: listOf(count) }),
    settings: fields({ seed: count, tokensPerStep: count }),
    books: listOf(fields({ title: text, sha256: text })),
    loss: maybe(oneOf(...otherLosses)),
    fitted: maybe(listOf(fields({ tokens: count, fitted: count, whole: count, passes: count }))),
  }),
  curve: listOf(fields({
    step: count,
    tokens: count,
    trainLossNats: amount,
    trainDistance: maybe(amount),
    watchedLossNats: amount,
    watchedAccuracy: share,
    watchedExact: share,
  })),
});

/** Where the origin of the encoder at `path` lies. */
export function originPath(path: string): string {
  return path.replace(/\.safetensors$/, ".origin.json");
}

/**
 * Where this very encoder comes from; null where that is not kept beside it.
 *
 * @throws SyntaxError where what lies there is none
 */
export async function readOrigin(
  { model, arrangement, sizes: { lengths }, loss, sha256 }: Pick<
    StoredEncoder,
    "model" | "arrangement" | "sizes" | "loss" | "sha256"
  >,
  { folders = encoderFolders() }: { readonly folders?: readonly string[] } = {},
): Promise<EncoderOrigin | null> {
  for (const folder of folders) {
    const path = originPath(encoderPath(folder, { model, arrangement, lengths, loss }));
    const found = await readCheckedJson<EncoderOrigin>(path, {
      fault: (value) => originShape(value, ""),
    });
    // Another training's, of the same lengths.
    if (found?.sha256 === sha256) return found;
  }
  return null;
}
