import { cpus } from "node:os";
import { codeSha256 } from "./code_sha256.ts";
import { devicePaths, readDeviceRuns } from "./device_record.ts";
import { graphicsCard } from "./graphics_card.ts";
import { pinnedVersion } from "./pinned_version.ts";
import type { Environment } from "./record.ts";
import { isoNow } from "./stopwatch.ts";

/** What only the caller knows of a run. */
export type RunFacts = Pick<Environment, "weightsSource" | "command" | "profile">;

/** The machine, the software and the moment: what a figure was measured on. */
export type Machine = Pick<
  Environment,
  "startedAt" | "deno" | "v8" | "os" | "cpu" | "cores" | "memoryBytes" | "onnxruntime" | "commit"
>;

/** Reads the machine and the software; `elapsedSeconds` is filled in at the end. */
export async function readEnvironment(facts: RunFacts): Promise<Environment> {
  const machine = await readMachine();
  return {
    ...facts,
    ...machine,
    codeSha256: await codeSha256(),
    card: await graphicsCard(),
    devices: await lastRuns(machine.commit),
    elapsedSeconds: 0,
  };
}

/** Reads what a figure is measured on. */
export async function readMachine(): Promise<Machine> {
  return {
    startedAt: isoNow(),
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    os: `${Deno.build.os} ${Deno.osRelease()}`,
    ...processor(),
    memoryBytes: Deno.systemMemoryInfo().total,
    onnxruntime: pinnedVersion("onnxruntime-node"),
    commit: await commit(),
  };
}

/** What a choice of B and threads holds for, beside the model. */
export function processor(): Pick<Environment, "cpu" | "cores"> {
  return { cpu: cpus()[0]?.model ?? "unknown", cores: navigator.hardwareConcurrency };
}

/** Of every device, cpu first: it runs as this is read. */
async function lastRuns(head: Environment["commit"]): Promise<Environment["devices"]> {
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
