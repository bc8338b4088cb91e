import { contentFault } from "./content_sha256.ts";
import {
  allOf,
  amount,
  count,
  type DataShape,
  eitherOf,
  fields,
  listOf,
  maybe,
  namesOf,
  number,
  oneOf,
  text,
} from "./data_shape.ts";
import { attempts, sampleFields } from "./fit_shape.ts";
import { readSafetensorsHeader, readTensor } from "../models/weights/mod.ts";
import type { FitState, OptimiserState } from "../proto/mod.ts";
import { writeVectors } from "./write_vectors.ts";

/** A fit that can go on later. */
export interface Checkpoint {
  readonly id: string;
  readonly state: FitState;
  /** Wall time spent on it so far, seconds. */
  readonly elapsedSeconds: number;
}

/** Writes an unfinished fit: its vectors as tensors, the rest as one JSON string. */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const { proto, best, weights, optimiser, ...rest } = checkpoint.state;
  const [arrays, counters] = parted(optimiser);
  const tensors = { proto, best, weights, ...arrays };
  const { id, elapsedSeconds } = checkpoint;
  const metadata = { checkpoint: JSON.stringify({ id, elapsedSeconds, counters, rest }, infinite) };
  await writeVectors(path, { vectors: tensors, metadata });
}

/** A loss of which JSON has the number, its infinity, or null for what is none. */
const loss = eitherOf(number, oneOf("Infinity"), oneOf(null));

const shape: DataShape = fields({
  id: text,
  elapsedSeconds: amount,
  counters: allOf(fields({ step: count }), namesOf(loss)),
  rest: fields({
    bestAccuracy: number,
    bestLossNats: loss,
    steps: count,
    seed: count,
    startAccuracy: number,
    startBestStep: count,
    kept: namesOf(number),
    attempts,
    trajectory: fields({
      interval: count,
      guessInterval: maybe(count),
      samples: listOf(fields({ ...sampleFields, lossNats: loss, accuracy: number })),
    }),
  }),
});

/** How far an unfinished fit is, without the vectors it goes on from. */
export interface CheckpointProgress extends Pick<Checkpoint, "id" | "elapsedSeconds"> {
  readonly state: Pick<FitState, "steps" | "seed" | "bestAccuracy" | "attempts" | "trajectory">;
}

/**
 * What the checkpoint at `path` says of its fit: reads its header alone, whose sha256 is of the vectors
 * too and is not asked. For showing, not for going on.
 *
 * @throws SyntaxError where it is none
 * @throws RangeError where it was cut short
 */
export async function readCheckpointProgress(path: string): Promise<CheckpointProgress> {
  const { metadata } = await readSafetensorsHeader(path, { what: "checkpoint" });
  const { id, elapsedSeconds, rest } = said(metadata, path);
  return { id, elapsedSeconds, state: rest };
}

/**
 * The checkpoint at `path`.
 *
 * @throws SyntaxError where it is none, or was changed
 * @throws RangeError where it was cut short
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const file = await readSafetensorsHeader(path, { what: "checkpoint" });
  const wrong = (what: string) => new SyntaxError(`Cannot read checkpoint "${path}": ${what}`);
  const { id, elapsedSeconds, counters, rest } = said(file.metadata, path);
  const tensors = Object.fromEntries(
    await Promise.all(
      [...file.tensors.keys()].map(async (name) => [name, await readTensor(file, name)] as const),
    ),
  );
  const { proto, best, weights, ...arrays } = tensors;
  if (proto === undefined || best?.length !== proto.length || weights === undefined) {
    throw wrong(
      `proto has ${proto?.length ?? 0} components, best ${best?.length ?? 0}, weights ` +
        `${weights?.length ?? 0}`,
    );
  }
  const changed = contentFault(file.metadata, tensors);
  if (changed !== null) throw wrong(changed);
  const state: FitState = { ...rest, proto, best, weights, optimiser: { ...arrays, ...counters } };
  return { id, elapsedSeconds, state };
}

/** The JSON beside a checkpoint's tensors. */
function said({ checkpoint = "" }: Readonly<Record<string, string>>, path: string) {
  const fault = jsonFault(checkpoint);
  if (fault !== null) throw new SyntaxError(`Cannot read checkpoint "${path}": ${fault}`);
  return JSON.parse(checkpoint, finite);
}

/** What an optimiser keeps: its arrays, which are tensors of the file, and its counters. */
function parted(optimiser: OptimiserState) {
  const entries = Object.entries(optimiser);
  const isArray = ([, value]: [string, unknown]) => value instanceof Float32Array;
  return [
    Object.fromEntries(entries.filter(isArray)) as Record<string, Float32Array>,
    Object.fromEntries(entries.filter((entry) => !isArray(entry))) as Record<string, number>,
  ] as const;
}

function jsonFault(text: string): string | null {
  try {
    return shape(JSON.parse(text), "");
  } catch {
    return "its metadata is not JSON";
  }
}

// JSON has no infinity, and a fit's best loss starts there.
const infinite = (_: string, value: unknown) => value === Infinity ? "Infinity" : value;
const finite = (_: string, value: unknown) => value === "Infinity" ? Infinity : value;
