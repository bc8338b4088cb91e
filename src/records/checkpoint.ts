import { contentFault, contentSha256 } from "./content_sha256.ts";
import {
  amount,
  count,
  type DataShape,
  eitherOf,
  fields,
  listOf,
  number,
  oneOf,
  text,
} from "./data_shape.ts";
import { attempts } from "./record_shape.ts";
import { readSafetensorsHeader, readTensor, writeSafetensors } from "../models/weights/mod.ts";
import type { FitState } from "../proto/mod.ts";

/** A fit that can go on later. */
export interface Checkpoint {
  readonly id: string;
  readonly state: FitState;
  /** Wall time spent on it so far, seconds. */
  readonly elapsedSeconds: number;
}

/** Writes an unfinished fit: its four vectors as tensors, the rest as one JSON string. */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const { proto, best, optimiser, ...rest } = checkpoint.state;
  const { step, firstMoment, secondMoment } = optimiser;
  const tensors = { proto, best, firstMoment, secondMoment };
  const { id, elapsedSeconds } = checkpoint;
  const metadata = { checkpoint: JSON.stringify({ id, elapsedSeconds, step, rest }, infinite) };
  await writeSafetensors(
    path,
    Object.entries(tensors).map(([name, data]) => ({
      name,
      dtype: "F32" as const,
      shape: [data.length],
      data,
    })),
    { metadata: { ...metadata, sha256: contentSha256(metadata, tensors) } },
  );
}

/** A loss of which JSON has the number, its infinity, or null for what is none. */
const loss = eitherOf(number, oneOf("Infinity"), oneOf(null));

const shape: DataShape = fields({
  id: text,
  elapsedSeconds: amount,
  step: count,
  rest: fields({
    bestAccuracy: number,
    bestLossNats: loss,
    steps: count,
    seed: count,
    startAccuracy: number,
    startBestStep: count,
    attempts,
    trajectory: fields({
      interval: count,
      samples: listOf(fields({ step: count, lossNats: loss, accuracy: number, hits: text })),
    }),
  }),
});

/**
 * The checkpoint at `path`.
 *
 * @throws SyntaxError where it is none, or was changed
 * @throws RangeError where it was cut short
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const file = await readSafetensorsHeader(path, { what: "checkpoint" });
  const wrong = (what: string) => new SyntaxError(`Cannot read checkpoint "${path}": ${what}`);
  const { checkpoint = "" } = file.metadata;
  const fault = jsonFault(checkpoint);
  if (fault !== null) throw wrong(fault);
  const { id, elapsedSeconds, step, rest } = JSON.parse(checkpoint, finite);
  const names = ["proto", "best", "firstMoment", "secondMoment"];
  const [proto, best, firstMoment, secondMoment] = await Promise.all(
    names.map((name) => readTensor(file, name)),
  );
  const tensors = { proto, best, firstMoment, secondMoment };
  for (const [name, { length }] of Object.entries(tensors)) {
    if (length !== proto.length) {
      throw wrong(`${name} has ${length} components, proto ${proto.length}`);
    }
  }
  const changed = contentFault(file.metadata, tensors);
  if (changed !== null) throw wrong(changed);
  const state: FitState = { ...rest, proto, best, optimiser: { step, firstMoment, secondMoment } };
  return { id, elapsedSeconds, state };
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
