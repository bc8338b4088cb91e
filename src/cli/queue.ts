/**
 * `deno task queue`: jobs of a profile in a PostgreSQL queue, for as many workers as there are.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { codeSha256 } from "../records/code_sha256.ts";
import { isoNow } from "../records/stopwatch.ts";
import { openStore } from "../records/store.ts";
import { collect } from "../queue/collect.ts";
import { readProgress, readWorkers, type WorkerRow } from "../queue/read_queue.ts";
import { cancel, drain } from "../queue/steer.ts";
import { submitProfile } from "../queue/submit_profile.ts";
import { benchQueue } from "./_queue_bench.ts";
import { chosenEngine } from "./_chosen_engine.ts";
import { table } from "./_columns.ts";
import { duration } from "./_duration.ts";
import {
  type DatabaseFlags,
  queueBoss,
  readableBoss,
  readableQueue,
  withDatabase,
} from "./_queue_database.ts";
import { readyModel } from "./_ready_model.ts";
import { command, exit, runCommand, usage, wholeNumber } from "./_run_command.ts";
import { say } from "./_say.ts";
import { talk as makeTalk } from "./_talk.ts";
import { usualOut } from "./_usual_out.ts";
import { type ProfileFlags, reproduceLine, wantedProfile } from "./_wanted_profile.ts";
import { mustTakeFolder } from "./_writable.ts";
import { mustBeTheSameEverywhere } from "../harness/shard.ts";

/** Exit status where a result is not what was written. */
const harmed = 1;

interface SubmitFlags extends ProfileFlags, DatabaseFlags {
  readonly engine: string;
  readonly device?: string;
  readonly modelFile?: string;
  readonly lease: number;
  readonly out: string;
  readonly json?: boolean;
}

/** Runs the command line `args` and gives its exit status. */
export async function queue(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  let status: number = exit.done;
  const program = commands({ signal: interrupt.signal, end: (result) => status = result });
  const ended = await runCommand(program, args, { interrupt });
  return ended === exit.done ? status : ended;
}

function commands(
  { signal, end }: { readonly signal: AbortSignal; readonly end: (status: number) => void },
): Command {
  const program = command("queue", "Jobs of a profile, for as many workers as there are")
    .addHelpText("after", "1 where collect finds a harmed result: each is named on stdout.");
  const add = (name: string, description: string) =>
    withDatabase(program.command(name).description(description));
  add("submit", "put a profile's jobs into the queue, each once however often it is submitted")
    .option("--profile <name>", "how much to run: smoke, quick, standard or paper", "quick")
    .option("--claims <ids>", "only jobs that feed these claims: T1,F4 or T1-one-token")
    .option("--experiments <ids>", "only these experiments of the profile: certificate,f7_curves")
    .option("--source <name>", "only texts of this source: pg19, fanfics, random, generated, …")
    .option("--model <id>", "model (default: the profile's)")
    .option("--model-file <path>", "take the model from this file (or the files of this folder)")
    .option("--engine <name>", "onnxruntime or tfjs", "onnxruntime")
    .option("--device <name>", "that workers compute on: cpu, webgpu or cuda; of tfjs …")
    .option("--batch <n>", "texts fitted at a time (default: the profile's)", wholeNumber(1, 4096))
    .option("--threads <n>", "threads of a job (default: the profile's)", wholeNumber(1, 512))
    .option(
      "--lease <seconds>",
      "without a sign of its worker for so long, a job is another's",
      wholeNumber(2, 86_400),
      60,
    )
    .option("--out <dir>", "folder of the run: keeps the texts that models write", usualOut)
    .option("--json", "print an object")
    .action((flags: SubmitFlags) => submit(flags, signal));
  add("status", "groups of jobs and how far they are, workers and what they do")
    .option("--json", "print an object")
    .action(status);
  add("collect", "copy results into a run's store, each checked")
    .option("--out <dir>", "folder of the run, made where it is missing", usualOut)
    .option("--json", "print an object")
    .action(async (flags: CollectFlags) => end(await collectInto(flags)));
  add("drain", "ask workers to end: what they have in hand is kept and given back")
    .argument("[worker]", "how its id begins, or its host (default: all)")
    .action(async (worker: string | undefined, flags: DatabaseFlags) => {
      await using database = await readableQueue(flags);
      console.log(`${counted(await drain(database, { worker }), "worker")} asked to end`);
    });
  add("cancel", "take jobs out that have not ended; submitted again, they go on")
    .option("--profile <name>", "only of this profile")
    .action(async (flags: DatabaseFlags & { readonly profile?: string }) => {
      await using boss = await readableBoss(flags);
      console.log(`${counted(await cancel(boss, flags), "job")} cancelled`);
    });
  program.command("bench")
    .description("what the queue costs a job, and what a second worker gains; on its own server")
    .option("--jobs <n>", "that do nothing", wholeNumber(1, 100_000), 500)
    .option("--texts <n>", "of a sweep, four fits each", wholeNumber(1, 100), 20)
    .option("--repetitions <n>", "sweeps with one worker and with two", wholeNumber(1, 100), 3)
    .option("--json", "print an object")
    .action((flags: BenchFlags) => bench(flags, signal));
  return program;
}

interface BenchFlags {
  readonly jobs: number;
  readonly texts: number;
  readonly repetitions: number;
  readonly json?: boolean;
}

async function bench({ json, ...flags }: BenchFlags, signal: AbortSignal): Promise<void> {
  const measured = await benchQueue({ ...flags, talk: makeTalk(), signal });
  if (json) return console.log(JSON.stringify(measured, null, 2));
  const { overhead, scaling } = measured;
  const { jobs, perJobMilliseconds, submitMilliseconds, workMilliseconds } = overhead;
  const seconds = (all: readonly number[]) => all.map((one) => one.toFixed(2)).join(", ");
  console.log(
    `Overhead: ${perJobMilliseconds.toFixed(2)} ms a job, of ${jobs} that do nothing ` +
      `(${submitMilliseconds.toFixed(0)} ms submitted, ${workMilliseconds.toFixed(0)} ms claimed ` +
      `and ended)\n` +
      `Workers: ${scaling.jobs} fits take one ${seconds(scaling.seconds.one)} s, two ` +
      `${seconds(scaling.seconds.two)} s: ${scaling.speedup.toFixed(2)} times as fast`,
  );
}

async function submit(flags: SubmitFlags, signal: AbortSignal): Promise<void> {
  const talk = makeTalk();
  const profile = await wantedProfile(flags);
  usage(() => mustBeTheSameEverywhere(profile));
  const folder = resolve(flags.out);
  await mustTakeFolder(folder);
  const threads = profile.threads === "auto" ? 1 : profile.threads;
  await using boss = await queueBoss(flags);
  const submitted = await submitProfile(profile, {
    boss,
    signal,
    leaseSeconds: flags.lease,
    codeSha256: await codeSha256(),
    command: reproduceLine(flags),
    store: await openStore(join(folder, "store"), { onHarmed: (line) => talk.line(line) }),
    prepare: async (model) => {
      const found = await readyModel(model, { ...flags, talk, signal });
      return { ...found, engine: await chosenEngine(flags, { ready: found.ready, threads }) };
    },
    onStandIn: (source, reason) =>
      talk.line(
        `Other texts stand in for ${source}, which no direct verdict rests on: ${reason}`,
      ),
  });
  const { added, there, again, leftOut } = submitted;
  for (const { model, fits, reason } of leftOut) {
    talk.line(`Left out: ${fits} fits on ${model}: ${reason}`);
  }
  if (flags.json) return console.log(JSON.stringify(submitted, null, 2));
  const others = [
    again > 0 ? `${again} wait again that had ended without a record` : "",
    there > 0 ? `${there} were there already` : "",
  ].filter((words) => words !== "");
  console.log([`${counted(added, "job")} added`, ...others].join("; "));
}

async function status(flags: DatabaseFlags & { readonly json?: boolean }): Promise<void> {
  await using database = await readableQueue(flags);
  const [groups, workers] = [await readProgress(database), await readWorkers(database)];
  if (flags.json) {
    return console.log(JSON.stringify({ place: database.place, groups, workers }, null, 2));
  }
  const lines = [
    table(
      ["model", "jobs", "waiting", "running", "ended", "not run", "failed", "cancelled"],
      groups.map((group) => [
        group.model,
        group.restsOn > 0 ? `${group.title} (after ${group.restsOn} fits)` : group.title,
        ...[group.waiting, group.running, group.ended, group.notRun, group.failed, group.cancelled]
          .map(String),
      ]),
    ),
    table(
      ["worker", "host", "device", "model", "state", "jobs", "steps/s", "last seen"],
      workers.map(workerCells),
    ),
  ];
  console.log(lines.join("\n\n"));
}

function workerCells(
  { id, host, device, model, state, jobs, stepsPerSecond, lastSeen }: WorkerRow,
): string[] {
  return [
    id.slice(0, 8),
    host,
    device,
    model ?? "–",
    state,
    String(jobs),
    stepsPerSecond?.toFixed(1) ?? "–",
    `${duration((Date.parse(isoNow()) - lastSeen.getTime()) / 1000)} ago`,
  ];
}

interface CollectFlags extends DatabaseFlags {
  readonly out: string;
  readonly json?: boolean;
}

async function collectInto(flags: CollectFlags): Promise<number> {
  const folder = join(resolve(flags.out), "store");
  await mustTakeFolder(resolve(flags.out));
  await using database = await readableQueue(flags);
  const collected = await collect(database, { folder });
  if (flags.json) console.log(JSON.stringify({ store: folder, ...collected }, null, 2));
  else {
    for (const { key, fault } of collected.harmed) console.log(`${key}: ${fault}`);
    console.log(`${collected.added} added, ${collected.there} there already: ${folder}`);
  }
  if (collected.harmed.length === 0) return exit.done;
  say(
    `${collected.harmed.length} results are not what was written and were taken out: submit their ` +
      "profile again, and they are measured anew; nothing else is lost",
  );
  return harmed;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

if (import.meta.main) Deno.exit(await queue(Deno.args));
