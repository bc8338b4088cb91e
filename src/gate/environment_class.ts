import type { Machine } from "../records/environment.ts";

/** Machines whose results may be compared: nothing in it names one of them. */
export interface EnvironmentClass {
  readonly cpu: string;
  readonly cores: number;
  /** Without the kernel's release, which patches change. */
  readonly os: string;
  readonly deno: string;
  readonly onnxruntime: string;
}

/** The class of a machine. */
export function classOf({ cpu, cores, os, deno, onnxruntime }: Machine): EnvironmentClass {
  return { cpu, cores, os: os.split(" ")[0], deno, onnxruntime };
}

/**
 * A class as a folder's name.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const one = { cpu: "AMD EPYC 7763 64-Core", cores: 4, os: "linux", deno: "2.9.6", onnxruntime: "1.30.0" };
 * assert.equal(classFolder(one), "amd-epyc-7763-64-core-4-cores-linux-deno-2.9.6-onnxruntime-1.30.0");
 * ```
 */
export function classFolder({ cpu, cores, os, deno, onnxruntime }: EnvironmentClass): string {
  return `${cpu} ${cores} cores ${os} deno ${deno} onnxruntime ${onnxruntime}`.toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, "-").replaceAll(/^-|-$/g, "");
}

/** In what two classes differ, in words; null where in nothing. */
export function otherClass(want: EnvironmentClass, got: EnvironmentClass): string | null {
  const differing = (Object.keys(want) as (keyof EnvironmentClass)[])
    .filter((key) => want[key] !== got[key]);
  if (differing.length === 0) return null;
  return differing.map((key) => `${key} "${want[key]}" there, "${got[key]}" here`).join(", ");
}
