import { fileURLToPath } from "node:url";
import type { EngineChoice } from "../experiments/engine_choice.ts";
import type { ModelFiles } from "../models/mod.ts";
import { milliseconds } from "../records/stopwatch.ts";
import type { StepSize } from "./contestant.ts";
import { startLineProcess } from "../peers/line_process.ts";
import type { ResidentMemory } from "./load_memory.ts";

/** What a fresh process is to load and do. */
export interface LoadRequest {
  /** A published model's id, its files checked on the way; or a model's files as they are. */
  readonly model: string | ModelFiles;
  readonly modelFile?: string;
  readonly engine: EngineChoice;
  readonly size: StepSize;
  /** Fit steps, at least 1. */
  readonly steps: number;
  /** Sessions of the process at the end: the fit's, and forward-only ones beside it. */
  readonly sessions: number;
}

/** A part of the way, and the memory at its end. */
export interface Phase {
  readonly name: string;
  readonly milliseconds: number;
  readonly memory: ResidentMemory;
}

/** What the phase of that name took and left. */
export function phaseNamed({ phases }: Pick<LoadRun, "phases">, name: string): Phase {
  return phases.find((phase) => phase.name === name)!;
}

/** One way from nothing to the first step. */
export interface LoadRun {
  /** From the first statement of the process's module to the end of the first step. */
  readonly elapsedMilliseconds: number;
  readonly phases: readonly Phase[];
  readonly stepsMilliseconds: readonly number[];
  /** After the last step. */
  readonly memory: ResidentMemory;
  /** After each further session has run once. */
  readonly memoryOfMoreSessions: readonly ResidentMemory[];
  readonly weightBytes: number;
}

/**
 * Runs a {@linkcode LoadRequest} in a fresh process. `startMilliseconds` is what Deno itself took
 * before the first statement of the process's module.
 */
export async function loadRun(
  request: LoadRequest,
): Promise<LoadRun & { readonly startMilliseconds: number }> {
  const module = fileURLToPath(new URL("./load_process.ts", import.meta.url));
  const asked = milliseconds();
  // Every permission: Linux's account of a process's memory is shown for no less.
  const args = ["run", "--allow-all", "--no-prompt", module, JSON.stringify(request)];
  await using child = startLineProcess([Deno.execPath()], { args });
  const begun = await child.read();
  const startMilliseconds = milliseconds() - asked;
  const run = await child.read() as unknown as LoadRun;
  if (begun.begun !== true) throw new Error("Cannot time loading: the process did not say when");
  return { ...run, startMilliseconds };
}
