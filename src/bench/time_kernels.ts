import { median } from "simple-statistics";
import type { Engine } from "../runtime/mod.ts";
import { timed, warmUp } from "../records/stopwatch.ts";
import { type KernelCase, openKernelCase } from "./kernel_cases.ts";

/** A kernel at one size: what it reaches with its operands in the cache. */
export interface KernelRow {
  readonly what: "kernel";
  readonly kernel: string;
  readonly threads: number;
  readonly samplesMilliseconds: readonly number[];
  readonly medianMilliseconds: number;
  readonly minMilliseconds: number;
  /** At the smallest sample. */
  readonly gigaflopsPerSecond: number;
  readonly gigabytesPerSecond: number;
  readonly command: string;
}

/** Checks each kernel against its float64 reference, then times it. */
export async function timeKernels(
  cases: readonly KernelCase[],
  { engine, repetitions, command }: {
    readonly engine: Engine;
    readonly repetitions: number;
    readonly command: string;
  },
): Promise<KernelRow[]> {
  const rows: KernelRow[] = [];
  for (const one of cases) {
    await using kernel = await openKernelCase(one, engine);
    await warmUp(kernel.run);
    const samplesMilliseconds: number[] = [];
    for (let i = 0; i < repetitions; i++) {
      samplesMilliseconds.push((await timed(kernel.run)).elapsed);
    }
    const minMilliseconds = Math.min(...samplesMilliseconds);
    rows.push({
      what: "kernel",
      kernel: one.name,
      threads: engine.threads,
      samplesMilliseconds,
      medianMilliseconds: median(samplesMilliseconds),
      minMilliseconds,
      gigaflopsPerSecond: one.floatOperations / minMilliseconds / 1e6,
      gigabytesPerSecond: kernel.bytes / minMilliseconds / 1e6,
      command,
    });
  }
  return rows;
}
