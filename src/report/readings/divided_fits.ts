import { divisionOf } from "../../claims/division.ts";
import { kindOf } from "../../claims/kind_of.ts";
import type { MeasuredFit } from "./measured.ts";
import { recipeNames } from "./recipe_names.ts";

/** Fits of one recipe on one model in one arrangement, one a text and length. */
export interface DividedSeries {
  /** "paper recipe (closed)", "best recipe (open)": nothing of it is shown without its division. */
  readonly name: string;
  readonly division: "closed" | "open";
  readonly fits: readonly MeasuredFit[];
}

/** Series that may be compared: of one model in one arrangement. The paper's recipe comes first. */
export interface DividedSetting {
  readonly model: string;
  readonly arrangement: string;
  readonly series: readonly DividedSeries[];
}

/**
 * Fits by model, arrangement and recipe. The budget does not part them: a fit that ran out of it is
 * censored there. Of several fits of one text by one recipe the one of the largest budget counts,
 * then of the lowest seed, then the last in the run: never the best.
 */
export function dividedSettings(fits: readonly MeasuredFit[]): DividedSetting[] {
  const settings = Map.groupBy(
    fits,
    ({ job }) => JSON.stringify([job.model.id, job.arrangement]),
  );
  return [...settings.values()].map((own) => {
    const nameOf = recipeNames(own.map(({ job }) => unbudgeted(job.recipe)));
    const byRecipe = Map.groupBy(own, (fit) => {
      const { engine, recipe } = fit.job;
      const numeric = engine.numeric === "float32" ? "" : `, ${engine.numeric}`;
      return `${nameOf(unbudgeted(recipe))}${numeric} (${divisionOfFit(fit)})`;
    });
    const [{ job: { model, arrangement } }] = own;
    const series = [...byRecipe].map(([name, ofRecipe]): DividedSeries => ({
      name,
      division: divisionOfFit(ofRecipe[0]),
      fits: oneAText(ofRecipe),
    }));
    return {
      model: model.id,
      arrangement,
      series: series.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1)),
    };
  }).sort((a, b) => a.model < b.model ? -1 : a.model > b.model ? 1 : 0);
}

/** "closed" whatever the budget: the paper's recipe cut short is still no other. */
export function divisionOfFit({ job }: MeasuredFit): "closed" | "open" {
  return divisionOf(job.recipe, job.engine) === "open" ? "open" : "closed";
}

/** Whether a fit is of a model that someone trained to be used, not of one made for tests. */
export function isOfRealModel({ job }: MeasuredFit): boolean {
  return kindOf(job) !== "machinery";
}

/** The same text of as many tokens: what fits are paired by. */
export function textKey({ job: { text } }: Pick<MeasuredFit, "job">): string {
  return `${text.id} ${text.tokenIdsSha256}`;
}

/**
 * Forward-backward passes until exact. One that did not get there is known to want more than its
 * budget: a fit that gave up before it counts with all of it.
 */
export function stepsToExact(
  { job, result }: MeasuredFit,
): { readonly steps: number; readonly exact: boolean } {
  const { exact } = result;
  return { steps: exact ? result.steps : Math.max(result.steps, job.recipe.maxSteps), exact };
}

function oneAText(fits: readonly MeasuredFit[]): MeasuredFit[] {
  const texts = new Map<string, MeasuredFit>();
  for (const fit of fits) {
    const before = texts.get(textKey(fit));
    if (before === undefined || comesBefore(fit.job, before.job)) texts.set(textKey(fit), fit);
  }
  return [...texts.values()].sort((a, b) => a.job.tokens - b.job.tokens);
}

function comesBefore(one: MeasuredFit["job"], other: MeasuredFit["job"]): boolean {
  const longer = one.recipe.maxSteps - other.recipe.maxSteps;
  return longer > 0 || longer === 0 && one.seed <= other.seed;
}

function unbudgeted({ maxSteps: _, ...recipe }: MeasuredFit["job"]["recipe"]) {
  return recipe;
}

function rank({ division, fits }: DividedSeries): number {
  const place = ["open", "best"].indexOf(fits[0].job.recipe.name);
  return division === "closed" ? 0 : place === -1 ? 3 : place + 1;
}
