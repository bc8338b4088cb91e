import { join } from "node:path";
import { choiceFor } from "../experiments/engine_choice.ts";
import { readyRecipe } from "../experiments/ready_recipe.ts";
import { fixtureSettings } from "../fixtures/mod.ts";
import { arrangementNamed } from "../proto/mod.ts";
import { exactIds } from "../text/mod.ts";
import { type Opened, openedOf } from "./_opened.ts";
import { progressFeed } from "./_progress_feed.ts";
import { runFits } from "./_run_fits.ts";
import { type CheckedTerms, checkedTerms, checkedTexts, type FitTerms } from "./checked_fit.ts";
import type { FitEvent, FitProgress, FittedSolution } from "./fit_progress.ts";
import type { Model } from "./model.ts";

/** How texts are fitted, and who is told. */
export interface FitOptions extends FitTerms {
  /**
   * Folder that keeps what is done: solutions, and checkpoints of fits cut short. The same fit goes on
   * from there, or is read from there. Default: `fits` in the cache, which the command uses too.
   */
  readonly folder?: string;
  /**
   * Ends the fits at their next step. Solutions and a checkpoint of each fit at work are kept, the
   * promises reject with the signal's reason, and the same call goes on from there.
   */
  readonly signal?: AbortSignal;
  /** All that happens, where progress alone does not say enough. What it throws ends the fits. */
  readonly onEvent?: (event: FitEvent) => void;
}

/**
 * Texts being fitted. Reading progress is a choice: a loop left early ends no fit, and a slow one
 * misses steps, never a solution.
 */
export interface FitRun extends AsyncIterable<FitProgress> {
  /** The only text's solution, exact or the best that was found; its `exact` tells. */
  readonly solution: Promise<FittedSolution>;
  /** All texts' solutions, in the texts' order. */
  readonly solutions: Promise<readonly FittedSolution[]>;
}

/**
 * Fits proto-tokens to a text, or to several at once: two vectors e and m [2, D] (or as many as the
 * arrangement has) from which one forward pass gives the text's N tokens back. Several texts share the
 * engine's steps where they have equally many tokens. Fits on one model wait for one another.
 *
 * @example A recipe of one's own, stopped and gone on with
 * ```ts
 * import assert from "node:assert/strict";
 * import { fit, openModel, recipes } from "../../mod.ts";
 *
 * await using model = await openModel("tiny-llama");
 * const recipe = { ...recipes.open, learningRate: 0.3 };
 * const folder = await Deno.makeTempDir();
 * const text = "It was a bright cold day";
 *
 * const stop = new AbortController();
 * const cut = fit(model, text, { recipe, folder, signal: stop.signal });
 * for await (const { steps } of cut) if (steps >= 3) break;
 * stop.abort();
 * await assert.rejects(cut.solution, { name: "AbortError" });
 *
 * const solution = await fit(model, text, { recipe, folder }).solution;
 * assert.ok(solution.exact);
 * assert.equal(solution.recipe, "open-changed");
 * await Deno.remove(folder, { recursive: true });
 * ```
 *
 * @throws {TypeError} where an argument is of the wrong kind, or the model is closed
 * @throws {RangeError} where a text is empty, longer than the model's context or spelt with what its
 * tokenizer cannot hold, or a value cannot be
 */
export function fit(
  model: Model,
  text: string | readonly string[],
  options: FitOptions = {},
): FitRun {
  const opened = openedOf(model, { to: "fit" });
  const { folder = join(fixtureSettings().cacheFolder, "fits"), onEvent } = options;
  const terms = checkedTerms(options, opened.starts);
  mustBeAble(opened, terms);
  const { tokenizer } = model;
  const targets = checkedTexts(text).map((one) => {
    const ids = exactIds(one, tokenizer, terms);
    mustHavePlace(ids, { opened, terms });
    return ids;
  });
  const signal = options.signal === undefined
    ? opened.closing
    : AbortSignal.any([options.signal, opened.closing]);
  const feed = progressFeed();
  const tell = (event: FitEvent) => {
    onEvent?.(event);
    for (const item of progressOf(event)) feed.push(item);
  };
  const solutions = opened.turns.take(
    () => runFits(opened, { targets, terms, tokenizer, folder, signal, tell }),
    signal,
  );
  const solution = solutions.then((all) => {
    if (all.length === 1) return all[0];
    throw new TypeError(
      `Cannot give the solution: ${all.length} texts were fitted, take solutions`,
    );
  });
  solutions.then(() => feed.end(), (error) => feed.end({ error }));
  // Whoever reads progress alone hears of a failure there.
  solution.catch(() => {});
  return { solution, solutions, [Symbol.asyncIterator]: () => feed[Symbol.asyncIterator]() };
}

/** Finds out now whether the engine has the mode and the model the vectors that a recipe begins at. */
function mustBeAble({ engine, ready, starts, config }: Opened, terms: CheckedTerms): void {
  const { numeric, recipe, neighbour, arrangement } = terms;
  choiceFor(numeric, { choice: engine, folder: "" });
  const { given } = readyRecipe(recipe, {
    model: ready.id,
    arrangement,
    starts,
    neighbour: neighbour?.proto,
  });
  const size = arrangementNamed(arrangement).vectors * config.width;
  if (given === undefined || given.length === size) return;
  throw new RangeError(
    `Cannot begin at a solution of ${given.length} components: ${arrangement} on ${ready.id} wants ` +
      size,
  );
}

/** Whether the model can take them in one pass. */
function mustHavePlace(
  ids: readonly number[],
  { opened: { config: { context }, ready: { id } }, terms: { arrangement } }: {
    readonly opened: Opened;
    readonly terms: CheckedTerms;
  },
): void {
  const positions = arrangementNamed(arrangement).inputs(ids.length).length;
  if (positions <= context) return;
  throw new RangeError(
    `Cannot fit ${ids.length} tokens: they take ${positions} positions, the context of ${id} ` +
      `is ${context}; want fewer tokens`,
  );
}

function progressOf(event: FitEvent): readonly FitProgress[] {
  if (event.kind === "step") return event.texts;
  if (event.kind !== "fitted") return [];
  const { text, solution } = event;
  const { steps, accuracy, lossNats } = solution;
  return [{ text, steps, accuracy, bestAccuracy: accuracy, lossNats, solution }];
}
