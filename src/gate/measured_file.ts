import { writeFileAtomic } from "../fixtures/mod.ts";
import {
  count,
  type DataShape,
  fields,
  listOf,
  maybe,
  nullOr,
  number,
  oneOf,
  text,
} from "../records/data_shape.ts";
import type { Machine } from "../records/environment.ts";
import { machineShape } from "../records/machine_shape.ts";
import type { Block } from "./block.ts";
import { type Correctness, correctnessOf } from "./correctness.ts";
import { FailedRunError } from "./failed_run_error.ts";
import { type GateSettings, metricNames } from "./gate_settings.ts";
import type { Calibration } from "./noise_floor.ts";

/** All that a gate measured, before it is judged. */
export interface Measured {
  readonly settings: GateSettings;
  readonly machine: Machine;
  /** What head was measured against, in words: "baseline abc", "main (abc)". */
  readonly against: string;
  readonly correctness: {
    /** Null where the baseline's own record stands for it. */
    readonly base: Correctness | null;
    readonly head: Correctness;
  };
  /** Null where the baseline's is taken. */
  readonly calibration: Calibration | null;
  /** None where base could not be run. */
  readonly blocks: readonly Block[];
  /** What a reader should know, sentences. */
  readonly notes: readonly string[];
  readonly command: string;
}

export const settingsShape: DataShape = fields({
  profile: oneOf("quick", "full"),
  model: text,
  batch: count,
  tokens: count,
  threads: count,
  metrics: listOf(oneOf(...metricNames)),
  openings: count,
  turns: count,
  stepsATurn: count,
  blocks: fields({ first: count, more: count, most: count }),
  budgetSeconds: number,
});

const byMetric = (shape: DataShape) =>
  fields(Object.fromEntries(metricNames.map((name) => [name, maybe(shape)])));

export const calibrationShape = byMetric(listOf(number));

const turns = listOf(listOf(number));

const shape = fields({
  settings: settingsShape,
  machine: machineShape,
  against: text,
  correctness: fields({}),
  calibration: nullOr(calibrationShape),
  blocks: listOf(byMetric(listOf(fields({ base: turns, head: turns })))),
  notes: listOf(text),
  command: text,
});

/** Writes what was measured, to be judged again without measuring. */
export async function keepMeasured(path: string, measured: Measured): Promise<void> {
  await writeFileAtomic(path, JSON.stringify(measured) + "\n");
}

/**
 * What a gate kept.
 *
 * @throws {FailedRunError} where a number is none, or something is missing
 */
export async function readMeasured(path: string): Promise<Measured> {
  const measured = parsed(await Deno.readTextFile(path), path);
  const fault = shape(measured, "");
  if (fault !== null) throw new FailedRunError(`Cannot judge ${path}: ${fault}`);
  const { base, head } = measured.correctness;
  correctnessOf(head, "head");
  if (base !== null) correctnessOf(base, "base");
  return measured;
}

function parsed(content: string, path: string): Measured {
  try {
    return JSON.parse(content);
  } catch {
    throw new FailedRunError(`Cannot judge ${path}: it is not JSON`);
  }
}
