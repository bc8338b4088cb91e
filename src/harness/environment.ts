import { cpus } from "node:os";
import { codeSha256 } from "./code_sha256.ts";
import { devicePaths, readDeviceRuns } from "./device_record.ts";
import { pinnedVersion } from "./pinned_version.ts";
import type { Environment } from "./record.ts";
import { isoNow } from "./stopwatch.ts";

/** What only the caller knows of a run. */
export type RunFacts = Pick<Environment, "weightsSource" | "command" | "profile">;

/** Reads the machine and the software; `elapsedSeconds` is filled in at the end. */
export async function readEnvironment(facts: RunFacts): Promise<Environment> {
  const head = await commit();
  return {
    ...facts,
    startedAt: isoNow(),
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    os: `${Deno.build.os} ${Deno.osRelease()}`,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: navigator.hardwareConcurrency,
    memoryBytes: Deno.systemMemoryInfo().total,
    onnxruntime: pinnedVersion("onnxruntime-node"),
    commit: head,
    codeSha256: await codeSha256(),
    devices: await lastRuns(head),
    elapsedSeconds: 0,
  };
}

/** Of every device, cpu first: it runs as this is read. */
async function lastRuns(head: string | null): Promise<Environment["devices"]> {
  const runs = await readDeviceRuns();
  return devicePaths.map(({ device }) => ({
    device,
    lastRanAtCommit: device === "cpu"
      ? head
      : runs.find((run) => run.device === device)?.commit ?? null,
  }));
}

/** The checked-out commit, null outside a repository; "+changes" where files differ from it. */
export async function commit(): Promise<string | null> {
  const git = async (...args: string[]) => {
    const root = new URL("../../", import.meta.url);
    const command = new Deno.Command("git", { args, cwd: root, stdout: "piped", stderr: "null" });
    const { success, stdout } = await command.output();
    return success ? new TextDecoder().decode(stdout).trim() : null;
  };
  try {
    const head = await git("rev-parse", "--short=12", "HEAD");
    const changed = await git("status", "--porcelain", "--untracked-files=no");
    return head === null ? null : changed ? `${head}+changes` : head;
  } catch {
    return null;
  }
}
