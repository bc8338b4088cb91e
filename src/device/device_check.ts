import type { BenchRow } from "../bench/mod.ts";
import { rowFault } from "../bench/row_shape.ts";
import { checkedJson } from "../records/checked_json.ts";
import {
  amount,
  byField,
  fields,
  flag,
  listOf,
  nullOr,
  oneOf,
  text,
} from "../records/data_shape.ts";
import type { Machine } from "../records/environment.ts";

/** What is known of a row before anything is measured. */
export interface RowPlace {
  readonly what: "fit step" | "one pass" | "autoregressive";
  /** "onepass", "pytorch eager", "pytorch compile" or "transformers". */
  readonly who: string;
  /** "cpu", "webgpu" or "cuda". */
  readonly device: string;
  readonly model: string;
  readonly B: number;
  readonly N: number;
}

/** One thing that was to be measured, and what came of it. */
export type DeviceRow =
  & RowPlace
  & (
    | {
      readonly state: "measured";
      readonly bench: BenchRow;
      /** Who said the same before it; null of the first at its size. */
      readonly agreesWith: string | null;
    }
    | { readonly state: "wrong"; readonly reason: string }
    | { readonly state: "not run"; readonly reason: string }
  );

/** A toy fit step on a device against the same step in float64. */
export interface DeviceAnswer {
  readonly device: string;
  readonly state: "right" | "wrong" | "not run";
  readonly detail: string;
}

/** All that one run of the kit found, as its one JSON file holds it. */
export interface DeviceCheck {
  readonly what: "device check";
  readonly version: 1;
  readonly machine: Machine;
  /** As NVIDIA's driver names it; null where it names none. */
  readonly card: string | null;
  /** Whether Vulkan was software, so that webgpu's figures are of no card. */
  readonly softwareVulkan: boolean;
  readonly command: string;
  readonly elapsedSeconds: number;
  readonly answers: readonly DeviceAnswer[];
  readonly rows: readonly DeviceRow[];
}

const place = {
  what: oneOf("fit step", "one pass", "autoregressive"),
  who: text,
  device: text,
  model: text,
  B: amount,
  N: amount,
};

const shape = fields({
  what: oneOf("device check"),
  version: oneOf(1),
  machine: fields({ startedAt: text, os: text, cpu: text, commit: nullOr(text) }),
  card: nullOr(text),
  softwareVulkan: flag,
  command: text,
  elapsedSeconds: amount,
  answers: listOf(
    fields({ device: text, state: oneOf("right", "wrong", "not run"), detail: text }),
  ),
  rows: listOf(byField("state", {
    measured: fields({ ...place, bench: fields({}), agreesWith: nullOr(text) }),
    wrong: fields({ ...place, reason: text }),
    "not run": fields({ ...place, reason: text }),
  })),
});

/** What keeps a value out of a file from being a kit's result; null where nothing does. */
export function deviceCheckFault(value: unknown): string | null {
  const fault = shape(value, "");
  if (fault !== null) return fault;
  const { rows, machine } = value as DeviceCheck;
  for (const [at, row] of rows.entries()) {
    if (row.state !== "measured") continue;
    const fault = rowFault({ ...row.bench, machine });
    if (fault !== null) return `"rows[${at}].bench": ${fault}`;
  }
  return null;
}

/**
 * A kit's result as its file keeps it.
 *
 * @throws {SyntaxError} where the file holds something else
 */
export async function readDeviceCheck(path: string): Promise<DeviceCheck> {
  return checkedJson(await Deno.readTextFile(path), { at: path, fault: deviceCheckFault });
}
