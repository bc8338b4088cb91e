import { isAbsolute, relative, resolve } from "node:path";
import type { Shard } from "../harness/shard.ts";
import { usualOut } from "./_usual_out.ts";
import { reproduceLine } from "./_wanted_profile.ts";

/** Flags that say where a run lies and which part of it is done, beside what it computes. */
interface GoOnFlags {
  readonly modelFile?: string;
  readonly shard?: Shard;
  readonly out: string;
}

/** The command that goes on with a run where it lies. However a folder is spelled, it is the same. */
export function goOnLine(flags: Parameters<typeof reproduceLine>[0] & GoOnFlags): string {
  const { modelFile, shard, out } = flags;
  const options = [
    modelFile !== undefined && `--model-file ${shown(modelFile)}`,
    shard !== undefined && `--shard ${shard.at}/${shard.of}`,
    resolve(out) !== resolve(usualOut) && `--out ${shown(out)}`,
  ];
  return [reproduceLine(flags), ...options.filter(Boolean)].join(" ");
}

/** A path as a shell takes it, from the project's folder where it lies in there. */
function shown(path: string): string {
  const whole = resolve(path);
  const short = relative("", whole);
  const chosen = short === "" || short.startsWith("..") || isAbsolute(short) ? whole : short;
  return /^[\w./:\\@%+=,-]+$/.test(chosen) ? chosen : `'${chosen.replaceAll("'", "'\\''")}'`;
}
