/**
 * `deno task cluster`: a profile as a Slurm script or a Kubernetes manifest.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import type { Command } from "commander";
import { writeFileAtomic } from "../fixtures/mod.ts";
import { type ClusterPlan, clusterPlan } from "../harness/cluster/cluster_plan.ts";
import { kubernetesManifest } from "../harness/cluster/kubernetes_manifest.ts";
import { slurmScript } from "../harness/cluster/slurm_script.ts";
import { loadProfile } from "../harness/load_profile.ts";
import { duration } from "./_duration.ts";
import { command, runCommand, UsageError, wholeNumber } from "./_run_command.ts";
import { say } from "./_say.ts";
import { mustTakeFile } from "./_writable.ts";

interface ClusterFlags {
  readonly profile: string;
  readonly shards?: number;
  readonly gpus: number;
  readonly cpus?: number;
  readonly batch?: number;
  readonly device?: string;
  readonly image: string;
  readonly out?: string;
}

/** Runs the command line `args` and gives its exit status. */
export async function cluster(args: readonly string[]): Promise<number> {
  const program = command("cluster", "Write what runs a profile on many machines");
  add(program, "slurm", "a script that queues an array job and the report")
    .action((flags: ClusterFlags) => write("slurm", { flags, text: slurmScript }));
  add(program, "kubernetes", "a manifest of an indexed Job and the report")
    .option("--image <name>", "container with Deno, CUDA and cuDNN", "denoland/deno:2.9.6")
    .action((flags: ClusterFlags) =>
      write("kubernetes", {
        flags,
        text: (plan, { command }) => kubernetesManifest(plan, { command, image: flags.image }),
      })
    );
  return await runCommand(program, args, { interrupt: new AbortController() });
}

function add(program: Command, name: string, description: string): Command {
  return program.command(name).description(description)
    .option("--profile <name>", "how much to run: smoke, quick, standard or paper", "paper")
    .option(
      "--shards <n>",
      "tasks (default: as many as make one about a day long)",
      wholeNumber(1, 100_000),
    )
    .option("--gpus <n>", "of a task: 1, or 0 for none", wholeNumber(0, 1), 1)
    .option("--cpus <n>", "of a task, where the profile leaves it open", wholeNumber(1, 512))
    .option(
      "--batch <n>",
      "texts at a time, where the profile leaves it open",
      wholeNumber(1, 4096),
    )
    .option("--device <name>", "cpu, webgpu or cuda (default: cuda, or cpu without a GPU)")
    .option("--out <file>", "where to write it (default: stdout)");
}

async function write(
  kind: string,
  { flags, text }: {
    readonly flags: ClusterFlags;
    readonly text: (plan: ClusterPlan, options: { readonly command: string }) => string;
  },
): Promise<void> {
  const { out, gpus, device = gpus > 0 ? "cuda" : "cpu" } = flags;
  if (!["cpu", "webgpu", "cuda"].includes(device)) {
    throw new UsageError(`Cannot use device "${device}": known are cpu, webgpu, cuda`);
  }
  const profile = await loadProfile(flags.profile).catch((error) => {
    throw new UsageError(error.message);
  });
  const plan = clusterPlan(profile, { ...flags, device });
  const written = text(plan, { command: commandLine(kind, flags) });
  if (out === undefined) console.log(written.trimEnd());
  else {
    await mustTakeFile(out);
    await writeFileAtomic(out, written);
    console.log(out);
  }
  say(
    `${plan.shards} shards, each likely ${duration(plan.likelySeconds)} of ${
      duration(plan.limitSeconds)
    } asked for, by ${plan.basis}`,
  );
}

function commandLine(
  kind: string,
  { profile, shards, gpus, cpus, batch, device }: ClusterFlags,
): string {
  const options = Object.entries({ profile, shards, gpus, cpus, batch, device })
    .flatMap(([name, value]) => value === undefined ? [] : [`--${name} ${value}`]);
  return ["deno task cluster", kind, ...options].join(" ");
}

if (import.meta.main) Deno.exit(await cluster(Deno.args));
