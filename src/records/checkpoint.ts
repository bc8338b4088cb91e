import { readSafetensorsHeader, readTensor, writeSafetensors } from "../models/weights/mod.ts";
import type { FitState, OptimiserState } from "../proto/mod.ts";

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
  await writeSafetensors(
    path,
    Object.entries(tensors).map(([name, data]) => ({
      name,
      dtype: "F32" as const,
      shape: [data.length],
      data,
    })),
    { metadata: { checkpoint: JSON.stringify({ id, elapsedSeconds, counters, rest }, infinite) } },
  );
}

/**
 * The checkpoint at `path`. Null where there is none, or a harmed one: whole files only are renamed
 * into place, so the harm came from outside, and a fit begun anew is right, only slower.
 */
export async function readCheckpoint(path: string): Promise<Checkpoint | null> {
  try {
    return await read(path);
  } catch (error) {
    const spoilt = error instanceof SyntaxError || error instanceof TypeError ||
      error instanceof RangeError;
    if (error instanceof Deno.errors.NotFound || spoilt) return null;
    throw error;
  }
}

async function read(path: string): Promise<Checkpoint> {
  const file = await readSafetensorsHeader(path);
  const { id, elapsedSeconds, counters, rest } = JSON.parse(file.metadata.checkpoint, finite);
  const { proto, best, weights, ...arrays } = Object.fromEntries(
    await Promise.all(
      [...file.tensors.keys()].map(async (name) => [name, await readTensor(file, name)]),
    ),
  );
  const state: FitState = { ...rest, proto, best, weights, optimiser: { ...arrays, ...counters } };
  return { id, elapsedSeconds, state };
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

// JSON has no infinity, and a fit's best loss starts there.
const infinite = (_: string, value: unknown) => value === Infinity ? "Infinity" : value;
const finite = (_: string, value: unknown) => value === "Infinity" ? Infinity : value;
