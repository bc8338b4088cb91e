/**
 * `deno task fit`: fits two proto-tokens to a text and checks that one forward pass gives the text
 * back.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { join } from "node:path";
import { fromEncoder } from "../amortised/encoder_start.ts";
import { fixtureSettings, MODELS } from "../fixtures/mod.ts";
import { checkedTerms, type FitTerms } from "../library/checked_fit.ts";
import { defaultChunkTokens } from "../library/fit_page.ts";
import { fit as fitTexts, type FitOptions, type FitRun } from "../library/fit.ts";
import type { FitEvent, FittedSolution } from "../library/fit_progress.ts";
import type { Model } from "../library/model.ts";
import { writeSolution } from "../records/solution.ts";
import { openStore } from "../records/store.ts";
import { tellPoints } from "./_chosen_batch.ts";
import { fitPageForCommand, mustBePageFlags } from "./_fit_page.ts";
import { openForCommand } from "./_open_for_command.ts";
import { fitProgress } from "./_progress.ts";
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
  readonly chunks?: number | true;
  readonly recipe?: string;
  readonly start?: string;
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
    .option("--model <id>", "model, or the path of one of your own", MODELS.default)
    .option("--model-file <path>", "take the model from this file (or the files of this folder)")
    .option("--tokens <n>", "fit only the first n tokens", wholeNumber(1))
    .option(
      "--chunks [n]",
      "store a text of any length: an e for every n tokens (default: " +
        `${defaultChunkTokens}), and one m for all`,
      wholeNumber(1),
    )
    .option(
      "--recipe <name>",
      "best (from the model's common start), open (from anywhere, restarts when stuck) or paper " +
        "(its exact settings); default: best where the model has a common start, else open",
    )
    .option(
      "--start <where>",
      "encoder: begin where the model's encoder points, by recipe best (default: the recipe's start)",
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
    .option(
      "--out <path>",
      "where to write the solution (.safetensors; one text only; a page with --chunks)",
    )
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
  const texts = await textsGiven(flags, { to: "fit" });
  const terms = termsOf(flags);
  // What is wrong with them shows before anything is fetched.
  usage(() => checkedTerms(terms));
  if (flags.chunks !== undefined) mustBePageFlags(flags, texts);
  if (flags.start !== undefined) mustBeEncoderFlags(flags);
  if (flags.out !== undefined) await mustTakeFile(flags.out);
  const folder = join(fixtureSettings().cacheFolder, "fits");
  // Whether it takes files is found out before anything is fetched.
  await openStore(folder);
  await using model = await openForCommand(flags.model, { ...flags, talk, signal });
  if (flags.chunks !== undefined) {
    await fitPageForCommand(model, texts[0], { flags, talk, folder, signal });
    return exit.done;
  }
  const options: FitOptions = { ...terms, folder, signal, onEvent: shower(talk) };
  const ended: FittedSolution[] = [];
  try {
    if (flags.start === undefined) {
      const run = usage(() => fitTexts(model, texts, options));
      await gather(run, ended);
    } else await finishEncoded(model, texts, { options, ended });
  } catch (error) {
    // Those that came out are shown, though another one could not be vouched for.
    if (!signal.aborted) print(ended, { flags, model: model.id });
    throw error;
  }
  if (flags.out !== undefined) await writeSolution(flags.out, ended[0]);
  print(ended, { flags, model: model.id });
  return ended.every(({ exact }) => exact) ? exit.done : exit.failed;
}

/** @throws UsageError where the flags ask for two beginnings, or for one there is not */
function mustBeEncoderFlags({ start, recipe, chunks }: FitFlags): void {
  if (start !== "encoder") {
    throw new UsageError(`Cannot start a fit from "${start}": known is encoder`);
  }
  if (chunks === undefined && (recipe === undefined || recipe === "best")) return;
  throw new UsageError(
    `Cannot start at the encoder with ${
      chunks === undefined ? `--recipe ${recipe}` : "--chunks"
    }: ` +
      "it goes with recipe best alone",
  );
}

/** Fits each text from where the encoder points: one after another, as each begins elsewhere. */
async function finishEncoded(
  model: Model,
  texts: readonly string[],
  { options, ended }: { readonly options: FitOptions; readonly ended: FittedSolution[] },
): Promise<void> {
  // No other fit wants what encodes.
  const { encode } = await import("../library/encode.ts");
  const { tokens, arrangement } = options;
  for (const text of texts) {
    const [neighbour] = await encode(model, text, { tokens, arrangement }).catch((error) => {
      throw error instanceof RangeError ? new UsageError(error.message) : error;
    });
    const recipe = fromEncoder(neighbour.encoderSha256);
    const [solution] = await fitTexts(model, text, { ...options, recipe, neighbour }).solutions;
    ended.push(solution);
  }
}

/** The flags as the library has them. */
function termsOf({ tokens, seed, batch, recipe, steps, ...flags }: FitFlags): FitTerms {
  return {
    ...{ tokens, seed, batch, recipe, maxSteps: steps },
    arrangement: flags.arrangement as FitTerms["arrangement"],
    numeric: flags.numeric as FitTerms["numeric"],
  };
}

/** Every solution in its text's place, as the fits end. */
async function gather(run: FitRun, into: FittedSolution[]): Promise<void> {
  for await (const { text, solution } of run) if (solution !== undefined) into[text] = solution;
}

function shower(talk: Talk): (event: FitEvent) => void {
  const tellPoint = tellPoints(talk);
  const reused = new Set<number>();
  let show: ReturnType<typeof fitProgress> | undefined;
  return (event) => {
    switch (event.kind) {
      case "harmed":
        return talk.line(event.what);
      case "timed":
        return tellPoint(event);
      case "reused":
        reused.add(event.text);
        return talk.line(`text ${event.text + 1}: fitted before, read from the store`);
      case "group":
        show = fitProgress(talk, { ...event, fits: event.texts.length });
        return;
      case "step":
        return show?.({ ...event, slots: event.texts });
      case "fitted":
        return reused.has(event.text) ? undefined : show?.({ ...event, fitted: event.solution });
      default:
        return show?.(event);
    }
  };
}

function print(
  solutions: readonly FittedSolution[],
  { flags: { json, out }, model }: { readonly flags: FitFlags; readonly model: string },
): void {
  // Without the holes of texts that have none.
  for (const [text, solution] of Object.entries(solutions)) {
    const { exact, correctTokens, tokens, reconstruction, engine } = solution;
    if (!exact) {
      console.error(
        `text ${Number(text) + 1}: ${correctTokens} of ${tokens} tokens right, not all; try more ` +
          `--steps, another --seed or fewer --tokens`,
      );
    }
    if (!json) {
      console.log(reconstruction);
      continue;
    }
    console.log(JSON.stringify({
      model,
      tokens,
      recipe: solution.recipe,
      numeric: engine.numeric,
      batch: engine.batch,
      threads: engine.threads,
      arrangement: solution.arrangement,
      seed: solution.attempts.at(-1)!.seed,
      steps: solution.steps,
      accuracy: solution.accuracy,
      exact,
      lossNats: solution.lossNats,
      informationNats: solution.informationNats,
      seconds: solution.elapsedSeconds,
      stepMilliseconds: solution.stepMilliseconds,
      attempts: solution.attempts,
      text: solution.text,
      reconstruction,
      out: out ?? null,
    }));
  }
}

if (import.meta.main) Deno.exit(await fit(Deno.args));
