import { join } from "node:path";
import { writeFileAtomic } from "../fixtures/mod.ts";
import { readCheckedJson } from "../records/checked_json.ts";
import { fields, text } from "../records/data_shape.ts";
import type { Machine } from "../records/environment.ts";
import { machineShape } from "../records/machine_shape.ts";
import { type Correctness, correctnessOf } from "./correctness.ts";
import type { GateSettings } from "./gate_settings.ts";
import { calibrationShape, settingsShape } from "./measured_file.ts";
import type { Calibration } from "./noise_floor.ts";

/** What later code is held against, and how noisy the machine was. */
export interface Baseline {
  readonly reason: string;
  readonly machine: Machine;
  readonly settings: GateSettings;
  readonly correctness: Correctness;
  /** Block effects of an A/A run. */
  readonly calibration: Calibration;
  readonly command: string;
}

/** Where a profile's baseline lies in a folder. */
export function baselinePath(folder: string, { profile }: Pick<GateSettings, "profile">): string {
  return join(folder, `${profile}.json`);
}

const shape = fields({
  reason: text,
  machine: machineShape,
  settings: settingsShape,
  calibration: calibrationShape,
  command: text,
});

/**
 * The baseline at a path; null where there is none.
 *
 * @throws SyntaxError where the file is no baseline
 */
export async function readBaseline(path: string): Promise<Baseline | null> {
  const baseline = await readCheckedJson<Baseline>(path, {
    at: `baseline ${path}`,
    fault: (value) => shape(value, ""),
  });
  if (baseline === null) return null;
  correctnessOf(baseline.correctness, `baseline ${path}`);
  return baseline;
}

/** Writes a baseline where another may lie. */
export async function writeBaseline(path: string, baseline: Baseline): Promise<void> {
  await writeFileAtomic(path, JSON.stringify(baseline, null, 1) + "\n");
}
