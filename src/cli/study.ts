/**
 * `deno task study`: makes common starts, compares recipes on tuning texts, and measures what was
 * chosen on texts that nothing was tuned on.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { join } from "node:path";
import { median } from "simple-statistics";
import { measuringCommand } from "../bench/bench_file.ts";
import { commonMetricPath, writeCommonMetric } from "../records/common_metric.ts";
import { fixtureSettings, MODELS } from "../fixtures/mod.ts";
import { type ArrangementName, arrangementNamed } from "../proto/mod.ts";
import { commonStartPath, vectorsSha256, writeCommonStart } from "../records/common_start.ts";
import { milliseconds } from "../records/stopwatch.ts";
import { usedStart } from "../records/study_data.ts";
import {
  candidates,
  compareRecipes,
  type HeldOutResult,
  type HeldOutSource,
  makeCommonMetric,
  makeCommonStart,
  measureHeldOut,
  measureLimits,
  rungs,
  studiedRung,
  type StudyAddition,
} from "../study/mod.ts";
import { duration } from "./_duration.ts";
import { readyModel } from "./_ready_model.ts";
import { command, runCommand, usage, UsageError, wholeNumber } from "./_run_command.ts";
import { type Call, openStudyContext } from "./_study_context.ts";
import { studyFolder } from "./_study_folder.ts";
import { talk as makeTalk } from "./_talk.ts";
import { tellVersions } from "./_tell_versions.ts";

interface StudyFlags {
  readonly model: string;
  readonly arrangement: string;
  readonly threads?: number;
  readonly json?: boolean;
}

const keeps = "keep what was measured in this folder, which deno task report makes a page of";

/** Runs the command line `args` and gives its exit status. */
export async function study(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const { signal } = interrupt;
  const again = measuringCommand(args, { task: "study" });
  const program = command("study", "Make common starts, compare recipes, measure what was chosen");
  const part = (name: string, about: string) =>
    program.command(name).description(about).exitOverride()
      .option("--model <id>", "model", MODELS.default)
      .option("--arrangement <name>", "order of the proto-tokens", "[e][m]×(N−1)")
      .option("--threads <n>", "threads of the engine (default: all)", wholeNumber(1, 512))
      .option("--json", "print one JSON object");
  part("start", "make a common start for a model and arrangement, from tuning texts")
    .option("--out <folder>", "where starts are kept (default: the cache)")
    .action((flags: StudyFlags & { out?: string }) => start(flags, { again, signal }));
  part("metric", "sample the curvature that fits from the common start have in common")
    .option("--out <folder>", "where starts are kept (default: the cache)")
    .action((flags: StudyFlags & { out?: string }) => metric(flags, { again, signal }));
  part("recipes", "successive halving over the recipes of fixtures/study.json, on tuning texts")
    .option("--rungs <n>", "rounds of the halving", wholeNumber(1, rungs.length), rungs.length)
    .option("--only <names>", "of those recipes, comma-separated")
    .option("--out <folder>", keeps)
    .action((flags: StudyFlags & RecipesFlags) => recipes(flags, { again, signal }));
  part("held-out", "fit held-out texts with some recipes")
    .option("--recipes <names>", "comma-separated", "best,open")
    .option(
      "--tokens <lengths>",
      "N, or several, 16,32,64: up to the first at which no fit has 99 % right",
      wholeNumbers,
      [16],
    )
    .option("--texts <n>", "how many texts", wholeNumber(1), 40)
    .option("--steps <n>", "most optimiser steps (default: the recipe's)", wholeNumber(1))
    .option("--sources <names>", "comma-separated: pg19, written, sotu, random")
    .option("--out <folder>", keeps)
    .action((flags: StudyFlags & HeldOutFlags) => heldOut(flags, { again, signal }));
  part("limits", "where held-out fits move, what comes right last, what lies around solutions")
    .option("--tokens <n>", "N", wholeNumber(1), 16)
    .option("--texts <n>", "how many texts", wholeNumber(1), 8)
    .option("--sources <names>", "comma-separated: pg19, written, sotu, random")
    .option("--out <folder>", keeps)
    .action((flags: StudyFlags & LimitsFlags) => limits(flags, { again, signal }));
  return await runCommand(program, args, {
    interrupt,
    goOn: "Interrupted. What was fitted is kept: the same command goes on from there.",
  });
}

async function start({ out, ...flags }: StudyFlags & { out?: string }, call: Call) {
  using study = await openStudy(flags, call);
  const { context, arrangement, talk } = study;
  const { rounds, ...made } = await makeCommonStart({
    arrangement,
    onRound: (round, fits) => {
      const exact = fits.filter(({ result }) => result.exact).length;
      const loss = fits.reduce((sum, { result }) => sum + result.lossNats, 0) / fits.length;
      talk.line(
        `Round ${round + 1}: ${exact} of ${fits.length} exact, ${loss.toFixed(2)} nats a token`,
      );
    },
  }, context);
  const folder = out ?? join(fixtureSettings().cacheFolder, "starts");
  const path = commonStartPath(folder, made.model, arrangement);
  await writeCommonStart(path, made);
  const { proto, ...told } = made;
  if (flags.json) {
    console.log(JSON.stringify({ ...told, path, sha256: vectorsSha256(proto), rounds }));
  } else {console.log(
      `${path}\n${made.method}, ${made.textSteps} passes over ${made.texts.length} texts`,
    );}
}

async function metric({ out, ...flags }: StudyFlags & { out?: string }, call: Call) {
  using study = await openStudy(flags, call);
  const { context, arrangement, talk } = study;
  const since = milliseconds();
  const made = await makeCommonMetric({
    arrangement,
    onProgress: (share) => {
      const seconds = (milliseconds() - since) / 1000;
      const left = share > 0 ? duration(seconds / share - seconds) : "?";
      talk.status(() => `  ${(100 * share).toFixed(0)} % sampled, about ${left} left`);
    },
    onSampled: (texts) => talk.line(`Sampled along the fits of ${texts} texts`),
  }, context);
  const folder = out ?? join(fixtureSettings().cacheFolder, "starts");
  const path = commonMetricPath(folder, made.model, arrangement);
  const sha256 = await writeCommonMetric(path, made);
  const { rows: _, scales, ...told } = made;
  if (flags.json) console.log(JSON.stringify({ ...told, path, sha256, scales: [...scales] }));
  else {
    console.log(
      `${path}\n${made.method}; ${made.textSteps} passes over ${made.texts.length} texts`,
    );
  }
}

interface RecipesFlags {
  readonly rungs: number;
  readonly only?: string;
  readonly out?: string;
}

async function recipes(
  { rungs: count, only, out, ...flags }: StudyFlags & RecipesFlags,
  call: Call,
) {
  // A name may have a comma between its brackets.
  const wanted = only?.split(/,(?![^(]*\))/);
  const chosen = candidates.filter(({ recipe }) => wanted?.includes(recipe.name) ?? true);
  if (chosen.length === 0) {
    const known = candidates.map(({ recipe }) => recipe.name).join(", ");
    throw new UsageError(`Cannot compare recipes "${only}": known are ${known}`);
  }
  const keep = await keeper(out);
  using study = await openStudy(flags, call);
  const { context, arrangement } = study;
  const compared = await compareRecipes({
    candidates: chosen,
    rungs: rungs.slice(0, count),
    arrangement,
    async onRung(compared) {
      const { rung, results } = compared;
      const base = candidates[0].recipe.name;
      const studied = studiedRung(compared, { candidates, base, arrangement }, context);
      await keep?.(study, { study: { rungs: [studied] } });
      if (flags.json) return;
      console.log(`\nN = ${rung.tokens}, ${rung.texts} texts, at most ${rung.maxSteps} steps`);
      console.log("| recipe | exact | mean steps | median | all |\n|---|---|---|---|---|");
      for (const { candidate, exact, meanSteps, fits } of results) {
        const steps = fits.map(({ result }) => result.exact ? result.steps : Infinity);
        console.log(
          `| ${candidate} | ${exact} of ${fits.length} | ${meanSteps.toFixed(0)} | ` +
            `${shownSteps(median(steps))} | ${steps.map(shownSteps).join(" ")} |`,
        );
      }
    },
  }, context);
  if (flags.json) console.log(JSON.stringify(compared.map(withoutTexts)));
}

const withoutTexts = ({ rung, results }: Awaited<ReturnType<typeof compareRecipes>>[number]) => ({
  rung,
  results: results.map(({ fits, ...result }) => ({
    ...result,
    fits: fits.map(({ text, result: { exact, steps, accuracy, elapsedSeconds } }) => ({
      text,
      exact,
      steps,
      accuracy,
      elapsedSeconds,
    })),
  })),
});

interface HeldOutFlags {
  readonly recipes: string;
  readonly tokens: readonly number[];
  readonly texts: number;
  readonly steps?: number;
  readonly sources?: string;
  readonly out?: string;
}

async function heldOut(flags: StudyFlags & HeldOutFlags, call: Call) {
  const keep = await keeper(flags.out);
  using study = await openStudy(flags, call);
  const { context, arrangement, talk } = study;
  const { texts: count, steps: maxSteps, sources } = flags;
  const results: HeldOutResult[] = [];
  for (const tokens of flags.tokens) {
    const measured = await measureHeldOut({
      recipes: flags.recipes.split(","),
      tokens,
      count,
      maxSteps,
      arrangement,
      sources: sources?.split(",") as HeldOutSource[] | undefined,
      async onResult(result) {
        await keep?.(study, { records: result.fits.map(({ record }) => record) });
        if (!flags.json) console.log(heldOutLine(result));
      },
    }, context);
    results.push(...measured);
    const isOver = measured.every(({ fits }) => fits.every(({ result }) => result.accuracy < 0.99));
    if (!isOver) continue;
    talk.line(`No fit of ${tokens} tokens has 99 % right: longer texts are left out`);
    break;
  }
  if (!flags.json) return;
  console.log(JSON.stringify(results.map(({ fits, ...result }) => ({
    ...result,
    fits: fits.map(({ text, source, key, result: { exact, steps, accuracy, elapsedSeconds } }) => ({
      text,
      source,
      key,
      exact,
      steps,
      accuracy,
      elapsedSeconds,
    })),
  }))));
}

function heldOutLine({ recipe, tokens, maxSteps, fits }: HeldOutResult): string {
  const steps = fits.map(({ result }) => result.exact ? result.steps : Infinity);
  const exact = steps.filter(Number.isFinite).length;
  const seconds = fits.map(({ result }) => result.elapsedSeconds);
  return `N = ${tokens}, ${recipe}: ${exact} of ${fits.length} exact within ${maxSteps} steps, ` +
    `median ${shownSteps(median(steps))} steps, ${median(seconds).toFixed(1)} s a text; ` +
    steps.toSorted((a, b) => a - b).map(shownSteps).join(" ");
}

interface LimitsFlags extends Pick<HeldOutFlags, "texts" | "sources" | "out"> {
  readonly tokens: number;
}

async function limits(
  { tokens, texts: count, sources, ...flags }: StudyFlags & LimitsFlags,
  call: Call,
) {
  const keep = await keeper(flags.out);
  using study = await openStudy(flags, call);
  const { context, arrangement, talk } = study;
  const measured = await measureLimits({
    tokens,
    count,
    arrangement,
    sources: sources?.split(",") as HeldOutSource[] | undefined,
    onText: (done) => talk.status(() => `  looked around ${done} of ${count} solutions`),
  }, context);
  await keep?.(study, { records: [], study: { limits: [measured] } });
  if (flags.json) return console.log(JSON.stringify(measured));
  console.log("| text | steps | last wrong | way | from N(0, 1) |\n|---|---|---|---|---|");
  for (const { text, steps, lastWrong, distance, fromNormal } of measured.ways) {
    console.log(
      `| ${text} | ${steps} | ${lastWrong.join(" ")} | ${distance.toFixed(0)} | ` +
        `${fromNormal.distance.toFixed(0)} |`,
    );
  }
}

/** Lengths, comma-separated. */
function wholeNumbers(text: string): number[] {
  return text.split(",").map((one) => wholeNumber(1)(one));
}

const shownSteps = (steps: number) => Number.isFinite(steps) ? String(steps) : "–";

type OpenStudy = Awaited<ReturnType<typeof openStudy>>;

/**
 * What keeps results in the folder at `out`, with the common start they began at; undefined where
 * nothing is to be kept. A folder that cannot take them is found out before anything is fitted.
 */
async function keeper(out: string | undefined) {
  if (out === undefined) return undefined;
  const { add } = await studyFolder(out);
  return async (
    { context: { command, starts }, arrangement, weightsSource }: OpenStudy,
    { records = [], study: { rungs = [], limits = [] } = {} }: Pick<
      StudyAddition,
      "records" | "study"
    >,
  ) => {
    const recipes = [
      ...records.map(({ job }) => "recipe" in job ? job.recipe : undefined),
      ...rungs.flatMap(({ results }) => results.map(({ recipe }) => recipe)),
    ];
    const common = starts?.get(arrangement);
    const isUsed = common !== undefined &&
      (limits.length > 0 || recipes.some((recipe) => recipe?.start?.from === "common"));
    await add({
      records,
      study: { rungs, limits, starts: isUsed ? [usedStart(common)] : [] },
      facts: { weightsSource, command },
    });
  };
}

async function openStudy(flags: StudyFlags, { again, signal }: Call) {
  const talk = makeTalk();
  const arrangement = usage(() => arrangementNamed(flags.arrangement)).name as ArrangementName;
  const opened = await readyModel(flags.model, { talk, signal });
  const { id: model, source } = opened.ready;
  const folder = join(fixtureSettings().cacheFolder, "study", model);
  await tellVersions(folder, talk);
  const command = explicitCommand(again, { model, arrangement });
  const how = { threads: flags.threads, folder, command, talk, signal };
  return { ...await openStudyContext(opened, how), arrangement, talk, weightsSource: source };
}

/** What goes without saying today is said, since defaults change. */
function explicitCommand(
  again: string,
  said: { readonly model: string; readonly arrangement: string },
): string {
  const missing = Object.entries(said).filter(([name]) => !again.includes(`--${name}`));
  return [again, ...missing.map(([name, value]) => `--${name} "${value}"`)].join(" ");
}

if (import.meta.main) Deno.exit(await study(Deno.args));
