import { dirname } from "node:path";
import { sizeOf } from "../graph/mod.ts";
import { readSafetensorsHeader, readTensor } from "../models/weights/mod.ts";
import { contentFault } from "../records/content_sha256.ts";
import { writeVectors } from "../records/write_vectors.ts";
import { type EncoderSizes, parameterSpecs } from "./encoder_sizes.ts";
import type { TrainingState } from "./training_state.ts";

/** How it went at one moment. */
export interface CurvePoint {
  readonly step: number;
  readonly seconds: number;
  readonly tokens: number;
  /**
   * Of the training texts since the point before, nats a token; where the loss is the distance, of some
   * fitted windows at this point.
   */
  readonly trainLossNats: number;
  /** Of the training texts since the point before, as distanceGraph() measures, where it is the loss. */
  readonly trainDistance?: number;
  /** Of texts of the watched book, nats a token. */
  readonly watchedLossNats: number;
  /** Share of right tokens there. */
  readonly watchedAccuracy: number;
  /** Share of texts with every token right. */
  readonly watchedExact: number;
}

/** Training that can go on later. */
export interface TrainingCheckpoint {
  /** Of all that decides the run, its length apart. */
  readonly id: string;
  readonly state: TrainingState;
  /** Of the run as it is planned now. */
  readonly steps: number;
  /**
   * How many steps were planned, from which step on: the rate goes by it, so that a run that was
   * lengthened is another than one as long from the first step.
   */
  readonly plans: readonly { readonly fromStep: number; readonly steps: number }[];
  /** Wall time so far. */
  readonly elapsedSeconds: number;
  readonly curve: readonly CurvePoint[];
}

const format = "onepass encoder training 1";

/** Writes it whole or not at all: a run that is killed goes on from the one before. */
export async function writeTrainingCheckpoint(
  path: string,
  { id, state, steps, plans, elapsedSeconds, curve }: TrainingCheckpoint,
): Promise<void> {
  const { step, moves, parameters, first, second } = state;
  const tensors: Record<string, Float32Array> = {};
  for (const [name, values] of parameters) {
    tensors[name] = values;
    tensors[`first of ${name}`] = first.get(name)!;
    tensors[`second of ${name}`] = second.get(name)!;
  }
  const metadata = {
    format,
    id,
    progress: JSON.stringify({ step, steps, plans, elapsedSeconds, moves: [...moves], curve }),
  };
  await Deno.mkdir(dirname(path), { recursive: true });
  await writeVectors(path, { vectors: tensors, metadata });
}

/**
 * The checkpoint in a file; null where there is none.
 *
 * @throws SyntaxError where it is not what was written, or of another run
 */
export async function readTrainingCheckpoint(
  path: string,
  { id, sizes }: { readonly id: string; readonly sizes: EncoderSizes },
): Promise<TrainingCheckpoint | null> {
  try {
    const file = await readSafetensorsHeader(path);
    const wrong = (why: string) =>
      new SyntaxError(`Cannot go on with training "${path}": ${why}; remove it to begin anew`);
    if (file.metadata.format !== format) throw wrong(`it is no "${format}"`);
    if (file.metadata.id !== id) throw wrong("it is of another run");
    const names = parameterSpecs(sizes).flatMap(({ name, shape }) =>
      [name, `first of ${name}`, `second of ${name}`].map((key) => ({ key, size: sizeOf(shape) }))
    );
    const tensors: Record<string, Float32Array> = {};
    for (const { key, size } of names) {
      tensors[key] = await readTensor(file, key);
      if (tensors[key].length !== size) throw wrong(`"${key}" has ${tensors[key].length} numbers`);
    }
    const fault = contentFault(file.metadata, tensors);
    if (file.metadata.sha256 === undefined || fault !== null) {
      throw wrong(fault ?? "its sha256 is missing");
    }
    const { step, steps, plans, elapsedSeconds, moves, curve } = JSON.parse(file.metadata.progress);
    const all = (prefix: string) =>
      new Map(parameterSpecs(sizes).map(({ name }) => [name, tensors[`${prefix}${name}`]]));
    const state = {
      step,
      parameters: all(""),
      first: all("first of "),
      second: all("second of "),
      moves: new Map<string, number>(moves),
    };
    return { id, state, steps, plans: plans ?? [{ fromStep: 0, steps }], elapsedSeconds, curve };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
