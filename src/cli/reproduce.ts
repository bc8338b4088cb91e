/**
 * `deno task reproduce`: runs a profile's experiments, judges the paper's claims by them, and
 * writes the report.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { join, resolve } from "node:path";
import { kindTallies } from "../claims/kind_tallies.ts";
import { writeFileAtomic } from "../fixtures/mod.ts";
import { InvalidArgumentError } from "commander";
import { earlierRecords, publishedReports } from "../records/earlier_records.ts";
import { announce } from "../harness/announce.ts";
import { estimateError, estimatePlan } from "../harness/estimate.ts";
import { cellsOf, fitsIn } from "../harness/plan_cells.ts";
import { ofParts, partsOf, type Profile } from "../harness/profile.ts";
import { measured, ofKind } from "../records/measured.ts";
import type { JobRecord } from "../records/record.ts";
import {
  type LeftOut,
  type PreparedModel,
  reproduce as runProfile,
  type Reproduction,
} from "../harness/reproduce.ts";
import type { RunEvent } from "../harness/runner.ts";
import { measuredThroughputs } from "../report/readings/measured.ts";
import { throughputRows } from "../report/readings/throughput_rows.ts";
import { mustBeTheSameEverywhere, type Shard, shardNamed } from "../harness/shard.ts";
import { withNamedStarts } from "../harness/with_starts.ts";
import { fitProgress } from "./_progress.ts";
import { chosenBatch } from "./_chosen_batch.ts";
import { chosenEngine } from "./_chosen_engine.ts";
import { readyModel } from "./_ready_model.ts";
import { duration, secondsOf } from "./_duration.ts";
import { goOnLine } from "./_go_on_line.ts";
import { usualOut } from "./_usual_out.ts";
import { planTable } from "./_plan_table.ts";
import { command, exit, runCommand, usage, UsageError, wholeNumber } from "./_run_command.ts";
import { shardSummary } from "./_shard_summary.ts";
import { type Talk, talk as makeTalk } from "./_talk.ts";
import { tellVersions } from "./_tell_versions.ts";
import { mustTakeFolder } from "./_writable.ts";
import { type ProfileFlags, reproduceLine, wantedProfile } from "./_wanted_profile.ts";
import { writeReport } from "./_write_report.ts";

interface ReproduceFlags extends ProfileFlags {
  readonly modelFile?: string;
  readonly engine: string;
  readonly device?: string;
  readonly plan?: boolean;
  readonly shard?: Shard;
  readonly checkpoint?: number;
  readonly out: string;
  readonly json?: boolean;
}

/** Runs the command line `args` and gives its exit status. */
export async function reproduce(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  let status: number = exit.done;
  const program = command(
    "reproduce",
    "Run the experiments, judge the paper's claims, write a report",
  )
    .option("--profile <name>", "how much to run: smoke, quick, standard or paper", "quick")
    .option("--plan", "print the jobs and what they would take, and run nothing")
    .option("--claims <ids>", "only jobs that feed these claims: T1,F4 or T1-one-token")
    .option("--experiments <ids>", "only these experiments of the profile: certificate,f7_curves")
    .option(
      "--source <name>",
      "only texts of this source: pg19, fanfics, random, generated, written",
    )
    .option("--model <id>", "model (default: the profile's)")
    .option("--model-file <path>", "take the model from this file (or the files of this folder)")
    .option("--engine <name>", "onnxruntime or tfjs", "onnxruntime")
    .option(
      "--device <name>",
      "of onnxruntime: cpu, webgpu or cuda; of tfjs: tensorflow, wasm or cpu",
    )
    .option(
      "--budget <time>",
      "time for jobs over all runs of this folder (90, 30m, 2h), spent where claims are undecided",
      budgetSeconds,
    )
    .option("--batch <n>", "texts fitted at a time (default: the profile's)", wholeNumber(1, 4096))
    .option("--threads <n>", "threads of the engine (default: the profile's)", wholeNumber(1, 512))
    .option(
      "--shard <i/n>",
      "only jobs whose key falls to the i-th of n machines; writes no report",
      shard,
    )
    .option(
      "--checkpoint <seconds>",
      "most work of a fit that a killed process loses (default: 10)",
      checkpointSeconds,
    )
    .option("--out <dir>", "folder of the report and its run store", usualOut)
    .option("--json", "print the claims as JSON")
    .action(async (flags: ReproduceFlags) => {
      status = await run(flags, interrupt.signal);
    });
  const ended = await runCommand(program, args, {
    interrupt,
    goOn: "Interrupted. Nothing is lost: the same command goes on from here.",
  });
  return ended === exit.done ? status : ended;
}

async function run(flags: ReproduceFlags, signal: AbortSignal): Promise<number> {
  const talk = makeTalk();
  const profile = await wantedProfile(flags);
  if (flags.shard !== undefined) usage(() => mustBeTheSameEverywhere(profile));
  const folder = resolve(flags.out);
  if (!flags.plan) await mustTakeFolder(folder);
  const threads = profile.threads === "auto" ? navigator.hardwareConcurrency : profile.threads;
  const estimating = {
    threads,
    records: await earlierRecords([folder, ...await publishedReports()]),
  };
  const begun = await withNamedStarts(profile);
  const estimate = estimatePlan(cellsOf(begun.profile), estimating);
  if (flags.plan) {
    const { leftOut } = begun;
    for (const { model, fits, reason } of leftOut) {
      talk.line(`Left out: ${fits} fits on ${model}: ${reason}`);
    }
    if (flags.shard !== undefined) {
      talk.line(
        `This is of all ${flags.shard.of} shards; which jobs are one's their keys will tell`,
      );
    }
    const left = { profile: profile.name, note: profile.note, leftOut, ...estimate };
    console.log(flags.json ? JSON.stringify(left, null, 2) : planTable(estimate, { threads }));
    return exit.done;
  }
  await tellVersions(folder, talk);
  const started = talk.now();
  let failed = false;
  const show = shower(talk, flags.out);
  const prepare = async (model: string): Promise<PreparedModel> => {
    const { ready, tokenizer } = await readyModel(model, { ...flags, talk, signal });
    return { ready, tokenizer, engine: await chosenEngine(flags, { ready, threads }) };
  };
  await using announcement = await announce(folder, {
    command: goOnLine(flags),
    profile: profile.name,
    shard: flags.shard,
    cells: estimate.cells,
    signal,
    onUnheard: talk.line,
  });
  const first = await firstPrepared(profile, { prepare, signal });
  const reproduction = await runProfile({
    ...first,
    prepare: (model) => prepare(model),
    chooseBatch: (prepared, tokens) => chosenBatch(prepared, { tokens, talk }),
    shard: flags.shard,
    checkpointSeconds: flags.checkpoint,
    whereUncertain: flags.budget !== undefined,
    folder,
    command: reproduceLine(flags),
    signal,
    onEvent: (event) => {
      failed ||= event.kind === "failed";
      show(event);
      announcement.hear(event);
    },
  });
  const leftOut = [...first.leftOut, ...reproduction.leftOut];
  for (const { model, fits, reason } of leftOut) {
    talk.line(`Not run: ${fits} fits on ${model}: ${reason}`);
  }
  failed ||= reproduction.records.some(({ outcome }) => outcome === "wrong");
  announcement.ranThrough();
  if (flags.shard !== undefined) {
    console.log(shardSummary(reproduction, { ...flags, shard: flags.shard }));
    return failed ? exit.failed : exit.done;
  }
  await writeReport(folder, reproduction);
  const error = estimateError(reproduction.records, estimating);
  const plan = { profile: profile.name, note: profile.note, leftOut, error, ...estimate };
  await writeFileAtomic(join(folder, "plan.json"), JSON.stringify(plan, null, 2) + "\n");
  talk.line(
    `The ${error.fits} fits that ended took ${duration(error.actualSeconds)}; estimated were ${
      duration(error.estimatedSeconds)
    }`,
  );
  talk.line(`Done in ${duration((talk.now() - started) / 1000)}: ${join(flags.out, "index.html")}`);
  console.log(flags.json ? JSON.stringify(reproduction.claims, null, 2) : summary(reproduction));
  return failed ? exit.failed : exit.done;
}

/** The profile from the first model on that can be had; with none, the first one's error. */
async function firstPrepared(
  profile: Profile,
  { prepare, signal }: {
    readonly prepare: (model: string) => Promise<PreparedModel>;
    readonly signal: AbortSignal;
  },
): Promise<PreparedModel & { readonly profile: Profile; readonly leftOut: readonly LeftOut[] }> {
  const parts = partsOf(profile);
  const leftOut: LeftOut[] = [];
  let firstError: unknown;
  for (const [at, part] of parts.entries()) {
    try {
      return { ...await prepare(part.model), profile: ofParts(parts.slice(at)), leftOut };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UsageError) throw error;
      firstError ??= error;
      const fits = fitsIn(part);
      leftOut.push({ model: part.model, fits, reason: (error as Error).message.trim() });
    }
  }
  throw firstError;
}

function shard(text: string): Shard {
  try {
    return shardNamed(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function budgetSeconds(text: string): number {
  try {
    return secondsOf(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function checkpointSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== "" && seconds > 0 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError(`Want seconds above 0, a day at most, got "${text}".`);
}

function shower(talk: Talk, out: string): (event: RunEvent) => void {
  let show: ReturnType<typeof fitProgress> | undefined;
  let current = "";
  let budgetSeconds = Infinity;
  return (event) => {
    if (event.kind === "reused" && event.records > 0) {
      talk.line(`${event.records} fits are in the store already`);
    }
    if (event.kind === "experiment") {
      const { title, share, at, of } = event;
      if (share === 0) talk.line(`Experiment ${at + 1} of ${of}: ${title}`);
      talk.status(() => `  ${Math.round(share * 100)} % of ${title}`);
    }
    if (event.kind === "timing") {
      const { tokens, at, of } = event;
      const texts = `${of} ${of === 1 ? "text" : "texts"} of ${tokens} tokens`;
      if (at === 0) talk.line(`Timing reconstruction of ${texts}, one pass and autoregressive`);
    }
    if (event.kind === "harmed") talk.line(event.line);
    if (event.kind === "set aside") {
      for (const { why, jobs, example } of event.records) {
        talk.line(
          `Computed anew on ${event.model}: ${jobs} jobs of which the store has records by ` +
            `${why.join(" and ")}; "deno task store show ${example.slice(0, 12)} ${out}" shows one`,
        );
      }
    }
    if (event.kind === "gather") {
      talk.status(() => `  Collecting texts for ${event.model}: ${event.at + 1} of ${event.of}`);
    }
    if (event.kind === "stand-in") {
      talk.line(
        `Other texts stand in for ${event.source}, which no direct verdict rests on: ${event.reason}`,
      );
    }
    if (event.kind === "failed") talk.line(`${event.title}: ${event.reason}`);
    if (event.kind === "group") {
      budgetSeconds = event.budgetSecondsLeft;
      if (event.left > 0) talk.waiting(`  ${event.title}: compiling and packing weights`);
    }
    if (event.kind !== "session") return;
    const { group } = event;
    if (show === undefined || current !== group.title) {
      current = group.title;
      const { recipe, engine } = group.fits[0].job;
      show = fitProgress(talk, {
        title: group.title,
        fits: group.fits.length,
        maxSteps: recipe.maxSteps,
        batch: engine.batch,
        budgetSeconds,
      });
    }
    show(event.event);
  };
}

/** The run in a few lines, for the terminal. */
function summary({ records, claims }: Reproduction): string {
  const lines: string[] = [];
  for (const [title, fits] of Map.groupBy(ofKind(records, "fit"), titleOf)) {
    const ended = measured(fits, "fit");
    const exact = ended.filter(({ result }) => result.exact).length;
    const left = fits.length - ended.length;
    lines.push(`${title}: ${exact} of ${fits.length} exact${left > 0 ? `, ${left} not run` : ""}`);
  }
  for (const { name, measured: { result } } of throughputRows(measuredThroughputs(records))) {
    const { onePassTokensPerSecond, autoregressiveTokensPerSecond, ratio } = result;
    lines.push(
      `${name}: ${onePassTokensPerSecond.toFixed(0)} tokens/s in one pass, ` +
        `${autoregressiveTokensPerSecond.toFixed(1)} autoregressive, ratio ` +
        `${ratio.estimate.toFixed(1)} (95 % interval ${ratio.low.toFixed(1)}–${
          ratio.high.toFixed(1)
        })`,
    );
  }
  for (const { kind, verdicts } of kindTallies(claims)) {
    const counts = verdicts.map(({ verdict, claims }) => `${claims} ${verdict}`).join(", ");
    lines.push(kind === null ? `Claims: ${counts}` : `Claims, ${kind}: ${counts}`);
  }
  return lines.join("\n");
}

function titleOf({ job }: JobRecord<"fit">): string {
  return `${job.recipe.name} recipe, N = ${job.tokens}`;
}

if (import.meta.main) Deno.exit(await reproduce(Deno.args));
