import type { PlannedText } from "../experiments/plan_fit.ts";
import { shuffled } from "../experiments/shuffled.ts";
import { type ArrangementName, recipeNamed } from "../proto/mod.ts";
import { pinnedStream } from "../random/mod.ts";
import { englishWords, listTexts, loadText, prefixOf, randomTexts } from "../text/mod.ts";
import { planStudy, runStudy, type StudiedFit, type StudyContext } from "./study_fits.ts";

/** What nothing was tuned on: prose of other authors, our own, speeches, random words. */
export const heldOutSources = ["pg19", "written", "sotu", "random"] as const;

export type HeldOutSource = typeof heldOutSources[number];

/**
 * The first N tokens of `count` held-out texts, the sources in turn, books mixed. A text that begins
 * as one before it does is passed over: speeches open alike.
 */
export async function heldOutTexts(
  { tokens, count, sources = heldOutSources }: {
    readonly tokens: number;
    readonly count: number;
    readonly sources?: readonly HeldOutSource[];
  },
  { tokenizer }: Pick<StudyContext, "tokenizer">,
): Promise<PlannedText[]> {
  const each = await Promise.all(sources.map((source) => textsOf(source, count)));
  const texts: PlannedText[] = [];
  const taken = new Set<string>();
  for (let at = 0; texts.length < count && each.some((own) => at < own.length); at++) {
    for (const own of each) {
      if (at >= own.length || texts.length === count) continue;
      const { id, source, text } = own[at];
      const ids = tokenizer.encode(text);
      if (ids.length < tokens) continue;
      const targets = prefixOf(ids, tokens);
      const beginning = targets.join(" ");
      if (!taken.has(beginning)) texts.push({ id, source, targets });
      taken.add(beginning);
    }
  }
  if (texts.length === count) return texts;
  throw new RangeError(
    `Cannot take ${count} held-out texts of ${tokens} tokens: there are ${texts.length} from ` +
      sources.join(", "),
  );
}

async function textsOf(source: HeldOutSource, count: number) {
  if (source === "random") return randomTexts(await englishWords(), { count });
  const ids = listTexts({ source }).map(({ id }) => id);
  return await Promise.all(shuffled(ids, pinnedStream("text-choice")).map(loadText));
}

/** Fits of one recipe and length, restarts counted. */
export interface HeldOutResult {
  readonly recipe: string;
  readonly tokens: number;
  readonly maxSteps: number;
  readonly fits: readonly (StudiedFit & { readonly source: string })[];
}

/** Fits held-out texts with some recipes, each text with every recipe. */
export async function measureHeldOut(
  { recipes, tokens, maxSteps, arrangement, count, sources, onResult }: {
    readonly recipes: readonly string[];
    readonly tokens: number;
    /** Most steps of a fit; the recipe's where absent. */
    readonly maxSteps?: number;
    readonly arrangement: ArrangementName;
    readonly count: number;
    readonly sources?: readonly HeldOutSource[];
    readonly onResult?: (result: HeldOutResult) => void | Promise<void>;
  },
  context: StudyContext,
): Promise<HeldOutResult[]> {
  const texts = await heldOutTexts({ tokens, count, sources }, context);
  const results: HeldOutResult[] = [];
  for (const name of recipes) {
    const recipe = recipeNamed(name, { maxSteps });
    const fits = await runStudy(planStudy(texts, { recipe, arrangement }, context), context);
    const result = {
      recipe: name,
      tokens,
      maxSteps: recipe.maxSteps,
      fits: fits.map((fit, at) => ({ ...fit, source: texts[at].source })),
    };
    results.push(result);
    await onResult?.(result);
  }
  return results;
}
