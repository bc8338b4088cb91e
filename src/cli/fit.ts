/**
 * `deno task fit`: fits two proto-tokens to a text and checks that one forward pass gives the text
 * back.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { join } from "node:path";
import { fixtureSettings, MODELS } from "../fixtures/mod.ts";
import { codeSha256 } from "../records/code_sha256.ts";
import { type FitGroup, groupFits, runFitGroup } from "../harness/fit_jobs.ts";
import { choiceFor, type EngineChoice, engineIdentity } from "../experiments/engine_choice.ts";
import { type ModelSession, openSession } from "../harness/model_session.ts";
import type { PlanContext } from "../experiments/plan_context.ts";
import { planFit, type PlannedFit } from "../experiments/plan_fit.ts";
import { isOf } from "../records/measured.ts";
import type { JobRecord } from "../records/record.ts";
import { readSolution, writeSolution } from "../records/solution.ts";
import { commonStartsOf } from "../records/common_start.ts";
import { openStore, type RunStore } from "../records/store.ts";
import {
  type ArrangementName,
  arrangementNamed,
  numericNamed,
  numericOf,
  recipeNamed,
} from "../proto/mod.ts";
import { type ModelConfig, readConfig } from "../models/mod.ts";
import type { ReadyModel } from "../models/load.ts";
import { exactIds, type Tokenizer } from "../text/mod.ts";
import { chosenBatch } from "./_chosen_batch.ts";
import { chosenEngine } from "./_chosen_engine.ts";
import { fitProgress } from "./_progress.ts";
import { readyModel, type ReadyToRun } from "./_ready_model.ts";
import { command, exit, runCommand, usage, UsageError, wholeNumber } from "./_run_command.ts";
import { type Talk, talk as makeTalk } from "./_talk.ts";
import { textsGiven } from "./_text_argument.ts";
import { mustTakeFile } from "./_writable.ts";

interface FitFlags {
  readonly text?: string[];
  readonly file?: string;
  readonly model: string;
  readonly modelFile?: string;
  readonly tokens?: number;
  readonly recipe: string;
  readonly arrangement: string;
  readonly steps?: number;
  readonly seed: number;
  readonly engine: string;
  readonly device?: string;
  readonly threads?: number;
  readonly batch?: number;
  readonly numeric: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** Runs the command line `args` and gives its exit status. */
export async function fit(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  let status: number = exit.done;
  const program = command("fit", "Fit two proto-tokens to a text; one forward pass reads it back")
    .option("--text <text...>", "text to fit, or several texts of equally many tokens")
    .option("--file <path>", "file whose text to fit, in UTF-8; - reads stdin")
    .option("--model <id>", "model", MODELS.default)
    .option("--model-file <path>", "take the model from this file (or the files of this folder)")
    .option("--tokens <n>", "fit only the first n tokens", wholeNumber(1))
    .option(
      "--recipe <name>",
      "open (fast, restarts when stuck) or paper (its exact settings)",
      "open",
    )
    .option("--arrangement <name>", "order of the proto-tokens", "[e][m]×(N−1)")
    .option("--steps <n>", "most optimiser steps (default: the recipe's)", wholeNumber(1))
    .option("--seed <n>", "seed of the first start", wholeNumber(0), 1)
    .option(
      "--threads <n>",
      "threads of the engine (default: all; of several texts, what this machine is fastest with)",
      wholeNumber(1, 512),
    )
    .option(
      "--batch <n>",
      "texts at a time (default: measured once on this machine for texts of that length)",
      wholeNumber(1, 1024),
    )
    .option("--engine <name>", "onnxruntime or tfjs", "onnxruntime")
    .option(
      "--device <name>",
      "of onnxruntime: cpu, webgpu or cuda; of tfjs: tensorflow, wasm or cpu",
    )
    .option(
      "--numeric <mode>",
      "float32, or int8-dynamic: gradients' products in int8 (not with the paper's recipe)",
      "float32",
    )
    .option("--out <path>", "where to write the solution (.safetensors; one text only)")
    .option("--json", "print one object per text")
    .action(async (flags: FitFlags) => {
      status = await run(flags, interrupt.signal);
    });
  const ended = await runCommand(program, args, {
    interrupt,
    goOn: "Interrupted. Nothing is lost: the same command goes on from here.",
  });
  return ended === exit.done ? status : ended;
}

async function run(flags: FitFlags, signal: AbortSignal): Promise<number> {
  const talk = makeTalk();
  const texts = await textsOf(flags);
  usage(() => recipeNamed(flags.recipe));
  usage(() => arrangementNamed(flags.arrangement));
  const numeric = usage(() => numericNamed(flags.numeric));
  if (numericOf(flags.recipe, numeric) !== numeric) {
    throw new UsageError(
      `Cannot fit with recipe "${flags.recipe}" in ${numeric}: it is float32 only, use --recipe open`,
    );
  }
  if (flags.out !== undefined) await mustTakeFile(flags.out);
  const store = await openStore(join(fixtureSettings().cacheFolder, "fits"), {
    onHarmed: talk.line,
  });
  const { ready, tokenizer } = await readyModel(flags.model, { ...flags, talk, signal });
  const targets = texts.map((text) => usage(() => exactIds(text, tokenizer, flags)));
  const { threads = navigator.hardwareConcurrency } = flags;
  const choice = await chosenEngine(flags, { ready, threads });
  const folder = join(fixtureSettings().cacheFolder, "int8", ready.weightsSha256);
  const engine = usage(() => choiceFor(numeric, { choice, folder }));
  for (const ids of targets) checkLength(ids, readConfig(ready.config), flags);
  const fitsRunOn = await sizesOf(targets, flags, { ready, engine, talk });
  talk.waiting("  loading the model");
  using session = await openSession(ready, engine);
  const fits = await plan(targets, flags, { ready, tokenizer, engine, fitsRunOn });
  const records = await runAll(fits, { session, store, tokenizer, talk, signal });
  if (flags.out !== undefined) await keep(flags.out, records[0]);
  print(records, flags);
  return records.every(isExact) ? exit.done : exit.failed;
}

async function textsOf(flags: FitFlags): Promise<string[]> {
  const texts = await textsGiven(flags);
  if (flags.out !== undefined && texts.length > 1) {
    throw new UsageError(`Cannot write ${texts.length} texts to one --out: fit them one by one`);
  }
  return texts;
}

function checkLength(ids: readonly number[], { context }: ModelConfig, flags: FitFlags): void {
  const positions = arrangementNamed(flags.arrangement).inputs(ids.length).length;
  if (positions <= context) return;
  throw new UsageError(
    `Cannot fit ${ids.length} tokens: they take ${positions} positions, the context of ` +
      `${flags.model} is ${context}; pass --tokens with fewer`,
  );
}

/** B and threads by length: one text has all threads, several have what is fastest here. */
async function sizesOf(
  targets: readonly (readonly number[])[],
  { batch, threads }: FitFlags,
  { ready, engine, talk }: { ready: ReadyModel; engine: EngineChoice; talk: Talk },
): Promise<NonNullable<PlanContext["fitsRunOn"]>> {
  const sizes = new Map<number, { batch: number; threads: number }>();
  for (const [tokens, { length: texts }] of Map.groupBy(targets, (ids) => ids.length)) {
    const chosen = batch !== undefined || texts === 1
      ? null
      : await chosenBatch({ ready, engine }, {
        tokens,
        texts,
        threads: threads === undefined ? undefined : [threads],
        talk,
      });
    sizes.set(tokens, {
      batch: Math.min(texts, chosen?.batch ?? batch ?? 1),
      threads: chosen?.threads ?? engine.threads,
    });
  }
  return (tokens) => sizes.get(tokens)!;
}

async function plan(
  targets: readonly (readonly number[])[],
  flags: FitFlags,
  { ready, tokenizer, engine, fitsRunOn }: ReadyToRun & Pick<PlanContext, "fitsRunOn"> & {
    readonly engine: EngineChoice;
  },
): Promise<PlannedFit[]> {
  const { id, weightsSha256, tokenizerSha256 } = ready;
  const { recipe, seed, steps } = flags;
  const context = {
    model: { id, weightsSha256, tokenizerSha256 },
    engine: engineIdentity(engine, 1),
    fitsRunOn,
    numeric: numericNamed(flags.numeric),
    starts: await commonStartsOf({ id, weightsSha256 }),
    codeSha256: await codeSha256(),
    tokenizer,
  };
  const arrangement = arrangementNamed(flags.arrangement).name as ArrangementName;
  return targets.map((ids, i) =>
    planFit(
      { id: `text ${i + 1}`, source: "user", targets: ids },
      { recipe, arrangement, seed, maxSteps: steps },
      context,
    )
  );
}

interface Running {
  readonly session: ModelSession;
  readonly store: RunStore;
  readonly tokenizer: Tokenizer;
  readonly talk: Talk;
  readonly signal: AbortSignal;
}

async function runAll(fits: readonly PlannedFit[], running: Running): Promise<JobRecord[]> {
  const { session, store, talk, signal } = running;
  // From here on Ctrl-C ends the fit; before, there was none to end.
  signal.addEventListener("abort", () => session.stop());
  signal.throwIfAborted();
  for (const group of groupFits(fits)) {
    const waiting: PlannedFit[] = [];
    for (const fit of group.fits) {
      if (await store.get(fit.key) === null) waiting.push(fit);
      else talk.line(`${fit.job.text.id}: fitted before, read from the store`);
    }
    if (waiting.length > 0) await runGroup({ ...group, fits: waiting }, running);
    signal.throwIfAborted();
  }
  return await Promise.all(fits.map(async ({ key }) => (await store.get(key))!));
}

async function runGroup(group: FitGroup, running: Running): Promise<void> {
  const { job } = group.fits[0];
  const show = fitProgress(running.talk, {
    title: group.title,
    fits: group.fits.length,
    maxSteps: job.recipe.maxSteps,
    batch: job.engine.batch,
  });
  await runFitGroup(group, { ...running, command: "deno task fit", onEvent: show });
}

/** The stored solution under the name the user wants. */
async function keep(out: string, record: JobRecord): Promise<void> {
  if (record.outcome !== "measured") return;
  const { cacheFolder } = fixtureSettings();
  const stored = join(cacheFolder, "fits", "solutions", `${record.key}.safetensors`);
  await writeSolution(out, await readSolution(stored));
}

function isExact(record: JobRecord): boolean {
  return isOf(record, "fit") && record.outcome === "measured" && record.result.exact;
}

function print(records: readonly JobRecord[], { json, out }: FitFlags): void {
  for (const record of records) {
    if (!isOf(record, "fit") || record.outcome !== "measured") {
      const why = record.outcome === "wrong" ? `want ${record.want}, got ${record.got}` : "not run";
      console.error(`Cannot vouch for ${record.job.kind} ${record.key.slice(0, 12)}…: ${why}`);
      continue;
    }
    const { job, result } = record;
    if (!result.exact) {
      console.error(
        `${job.text.id}: ${result.correctTokens} of ${job.tokens} tokens right, not all; try more ` +
          `--steps, another --seed or fewer --tokens`,
      );
    }
    if (!json) {
      console.log(result.reconstruction);
      continue;
    }
    console.log(JSON.stringify({
      model: job.model.id,
      tokens: job.tokens,
      recipe: job.recipe.name,
      numeric: job.engine.numeric,
      batch: job.engine.batch,
      threads: job.engine.threads,
      arrangement: job.arrangement,
      seed: result.attempts.at(-1)!.seed,
      steps: result.steps,
      accuracy: result.accuracy,
      exact: result.exact,
      lossNats: result.lossNats,
      informationNats: result.informationNats,
      seconds: result.elapsedSeconds,
      stepMilliseconds: result.stepMilliseconds,
      attempts: result.attempts,
      text: result.text,
      reconstruction: result.reconstruction,
      out: out ?? null,
    }));
  }
}

if (import.meta.main) Deno.exit(await fit(Deno.args));
