import { join, resolve } from "node:path";
import { measuringCommand } from "../bench/mod.ts";
import {
  baselinePath,
  classFolder,
  classOf,
  type GateSettings,
  gateSettings,
  NoBaselineError,
  OtherReadingsError,
  projectFolder,
} from "../gate/mod.ts";
import type { Machine } from "../records/environment.ts";
import { UsageError } from "./_run_command.ts";

export interface GateFlags {
  readonly quick?: boolean;
  readonly against?: string;
  readonly baseline?: string;
  readonly bless?: string;
  readonly model: string;
  readonly threads: number;
  readonly keep?: string;
  readonly measured?: string;
  readonly bench?: readonly string[];
  readonly benchBase?: readonly string[];
  readonly noise?: number;
  readonly markdown?: string;
  readonly json?: boolean;
}

/** How the command was called, and what ends it. */
export interface GateCall {
  readonly args: readonly string[];
  readonly signal: AbortSignal;
}

/** The command line as a report names it: what is compared, not where the answer goes. */
export function commandOf(args: readonly string[]): string {
  const places = ["--markdown", "--keep"];
  const kept = args.filter((arg, at) =>
    !places.some((name) => arg === name || arg.startsWith(`${name}=`) || args[at - 1] === name)
  );
  return measuringCommand(kept, { task: "gate" });
}

export function settingsOf({ quick, model, threads }: GateFlags): GateSettings {
  return gateSettings(quick ? "quick" : "full", { model, threads });
}

/** Where the baseline of these flags and this machine lies. */
export function baselineFile(
  { baseline }: GateFlags,
  { machine, settings }: { readonly machine: Machine; readonly settings: GateSettings },
): string {
  const folder = baseline === undefined
    ? join(projectFolder, "reports", "baseline", classFolder(classOf(machine)))
    : resolve(baseline);
  return baselinePath(folder, settings);
}

/** A missing or unlike baseline is the caller's to mend. */
export async function orGateError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof NoBaselineError || error instanceof OtherReadingsError) {
      throw new UsageError(error.message);
    }
    throw error;
  }
}
