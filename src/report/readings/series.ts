import type { FitJob } from "../../records/record.ts";
import type { MeasuredFit } from "./measured.ts";
import { recipeNames } from "./recipe_names.ts";

/** The fits of one line or one kind of point, and what to call them. */
export interface Series<Fit extends Planned = MeasuredFit> {
  readonly name: string;
  readonly fits: readonly Fit[];
}

interface Planned {
  readonly job: FitJob;
}

/**
 * Splits fits into what may be compared: by recipe (every setting of it), model and arrangement,
 * never mixed. A name says only what differs between them; of recipes, between those of one model,
 * since each model has a common start of its own. The paper's recipe comes first, the open one second.
 */
export function seriesOf<Fit extends Planned>(fits: readonly Fit[]): Series<Fit>[] {
  const parts = [
    (fit: Fit) => fit.job.model.id,
    (fit: Fit) => fit.job.arrangement,
  ].filter((part) => new Set(fits.map(part)).size > 1);
  const recipes = new Map(
    [...Map.groupBy(fits, ({ job }) => job.model.id)].map(([model, own]) => [
      model,
      recipeNames(own.map(({ job }) => job.recipe)),
    ]),
  );
  const recipe = ({ job }: Fit) => recipes.get(job.model.id)!(job.recipe);
  const groups = Map.groupBy(
    fits,
    (fit) => [...parts.map((part) => part(fit)), recipe(fit)].join(", "),
  );
  return [...groups].map(([name, fits]) => ({ name, fits })).sort((a, b) =>
    rank(a) - rank(b) || (a.name < b.name ? -1 : 1)
  );
}

/** The scale's domain, so that one series looks the same in every chart. */
export function seriesDomain(series: readonly Series[]): { readonly domain: readonly string[] } {
  return { domain: series.map(({ name }) => name) };
}

function rank({ fits }: Series<Planned>): number {
  const place = ["paper", "open"].indexOf(fits[0].job.recipe.name);
  return place === -1 ? 2 : place;
}
