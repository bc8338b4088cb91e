/**
 * `deno task cluster`: a profile as a Slurm script or a Kubernetes manifest, and in simulated time on
 * many GPUs.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { type Command, InvalidArgumentError } from "commander";
import { simulatedGpu } from "../bench/simulated_gpu.ts";
import { writeFileAtomic } from "../fixtures/mod.ts";
import { type ClusterPlan, clusterPlan } from "../harness/cluster/cluster_plan.ts";
import { kubernetesManifest } from "../harness/cluster/kubernetes_manifest.ts";
import { plannedWork } from "../harness/cluster/planned_work.ts";
import { simulateCluster } from "../harness/cluster/simulate_cluster.ts";
import { slurmScript } from "../harness/cluster/slurm_script.ts";
import type { Profile } from "../harness/profile.ts";
import { duration } from "./_duration.ts";
import { command, runCommand, UsageError, wholeNumber } from "./_run_command.ts";
import { say } from "./_say.ts";
import { simulationTable } from "./_simulation_table.ts";
import { wantedProfile } from "./_wanted_profile.ts";
import { mustTakeFile } from "./_writable.ts";

/** Which jobs, as `deno task reproduce` takes it. */
interface JobsFlags {
  readonly profile: string;
  readonly claims?: string;
  readonly experiments?: string;
}

interface ClusterFlags extends JobsFlags {
  readonly shards?: number;
  readonly gpus: number;
  readonly cpus?: number;
  readonly batch?: number;
  readonly device?: string;
  readonly image: string;
  readonly out?: string;
}

interface SimulateFlags extends JobsFlags {
  readonly gpus: readonly number[];
  readonly meanHours: number;
  readonly batch?: number;
  readonly seed: number;
  readonly json?: boolean;
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
  withJobs(program.command("simulate"))
    .description("the profile's jobs in simulated time, by shards and from a queue")
    .option("--gpus <list>", "how many, several to compare", counts, [1, 8, 64, 512])
    .option("--mean-hours <n>", "between deaths of a machine", wholeNumber(1), 1000)
    .option(
      "--batch <n>",
      "texts at a time, where the profile leaves it open",
      wholeNumber(1, 4096),
    )
    .option("--seed <n>", "of steps and deaths", wholeNumber(0), 1)
    .option("--json", "print an object")
    .action(simulate);
  return await runCommand(program, args, { interrupt: new AbortController() });
}

function add(program: Command, name: string, description: string): Command {
  return withJobs(program.command(name)).description(description)
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

function withJobs(program: Command): Command {
  return program
    .option("--profile <name>", "how much to run: smoke, quick, standard or paper", "paper")
    .option("--claims <ids>", "only jobs that feed these claims: T1,F4 or T1-one-token")
    .option("--experiments <ids>", "only these experiments of the profile: certificate,f7_curves");
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
  const plan = await clusterPlan(await profileOf(flags), {
    ...flags,
    device,
    narrowed: narrowing(flags),
  });
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

async function simulate(flags: SimulateFlags): Promise<void> {
  const { gpus, meanHours, seed, batch, json } = flags;
  const profile = await profileOf(flags);
  const jobs = await plannedWork(profile, { callSeconds: simulatedGpu.callSeconds, seed, batch });
  const simulation = simulateCluster(jobs, {
    ...simulatedGpu,
    gpus,
    seed,
    meanSecondsToDeath: 3600 * meanHours,
  });
  const setting = { profile: profile.name, meanHours, seed };
  console.log(
    json ? JSON.stringify({ ...setting, ...simulation }, null, 2) : simulationTable(simulation),
  );
  say(
    "Simulated: the GPU is assumed, texts are made up, timings are left out (docs/distributed.md)",
  );
}

/** Without --batch, which fixes here what the profile leaves open, and no more. */
function profileOf({ profile, claims, experiments }: JobsFlags): Promise<Profile> {
  return wantedProfile({ profile, claims, experiments });
}

/** The flags that narrow it, for whoever runs it. */
function narrowing(
  { claims, experiments }: Pick<JobsFlags, "claims" | "experiments">,
): string[] {
  return Object.entries({ claims, experiments })
    .flatMap(([name, value]) => value === undefined ? [] : [`--${name} ${value}`]);
}

/** Whole numbers of "1,8,64". */
function counts(text: string): number[] {
  const numbers = text.split(",").map(Number);
  if (numbers.every((number) => Number.isSafeInteger(number) && number >= 1 && number <= 100_000)) {
    return numbers;
  }
  throw new InvalidArgumentError(`Want whole numbers 1 to 100000 such as 1,8,64, got "${text}".`);
}

function commandLine(
  kind: string,
  { profile, shards, gpus, cpus, batch, device, ...flags }: ClusterFlags,
): string {
  const options = Object.entries({ profile, shards, gpus, cpus, batch, device })
    .flatMap(([name, value]) => value === undefined ? [] : [`--${name} ${value}`]);
  return ["deno task cluster", kind, ...options, ...narrowing(flags)].join(" ");
}

if (import.meta.main) Deno.exit(await cluster(Deno.args));
