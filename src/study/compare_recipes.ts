import type { ArrangementName, Recipe } from "../proto/mod.ts";
import type { PlannedText } from "../experiments/plan_fit.ts";
import { prefixOf } from "../text/mod.ts";
import { planStudy, runStudy, type StudyContext } from "./study_fits.ts";
import { type Rung, type RungResult, scored, survivors } from "./successive_halving.ts";
import { tuningTexts } from "./tuning_texts.ts";

/** A recipe that stands for election, and what it is to find out. */
export interface Candidate {
  readonly recipe: Recipe;
  readonly question: string;
}

export interface ComparedRung {
  readonly rung: Rung;
  /** The best first. */
  readonly results: readonly RungResult[];
}

/**
 * Successive halving (Jamieson & Talwalkar 2016, 1502.07943) over recipes, on the measuring half of
 * the tuning texts: every rung fits fewer candidates to longer texts. The first candidate is the
 * base that all are compared with; it goes through every rung.
 */
export async function compareRecipes(
  { candidates, rungs, arrangement, onRung }: {
    readonly candidates: readonly Candidate[];
    readonly rungs: readonly Rung[];
    readonly arrangement: ArrangementName;
    readonly onRung?: (compared: ComparedRung) => void | Promise<void>;
  },
  context: StudyContext,
): Promise<ComparedRung[]> {
  const base = candidates[0].recipe.name;
  let left = candidates;
  const compared: ComparedRung[] = [];
  for (const rung of rungs) {
    const texts = await measuringTexts(rung, context);
    const results: RungResult[] = [];
    for (const { recipe } of left) {
      const whole = { ...recipe, maxSteps: rung.maxSteps };
      const fits = planStudy(texts, { recipe: whole, arrangement }, context);
      results.push(scored(recipe.name, await runStudy(fits, context), rung));
    }
    const names = survivors(results, { keep: rung.keep, base });
    results.sort((a, b) => b.exact - a.exact || a.meanSteps - b.meanSteps);
    compared.push({ rung, results });
    await onRung?.({ rung, results });
    left = left.filter(({ recipe }) => names.includes(recipe.name));
  }
  return compared;
}

/** The first N tokens of texts spread over the volumes. */
async function measuringTexts(
  { tokens, texts: count }: Rung,
  { tokenizer }: StudyContext,
): Promise<PlannedText[]> {
  const texts = await tuningTexts("measuring");
  return Array.from({ length: count }, (_, i) => texts[Math.floor(i * texts.length / count)]).map(
    ({ id, text }) => ({ id, source: "tuning", targets: prefixOf(tokenizer.encode(text), tokens) }),
  );
}
