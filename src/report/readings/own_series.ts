import type { EngineIdentity, FitJob, ModelIdentity } from "../../records/record.ts";
import { recipeNames } from "./recipe_names.ts";

/** What was measured here and may share a mean, and what to call it beside the paper. */
export interface OwnSeries<T> {
  readonly name: string;
  readonly items: readonly T[];
}

interface Planned {
  readonly job: {
    readonly model: ModelIdentity;
    readonly engine: EngineIdentity;
    readonly recipe: FitJob["recipe"];
  };
}

/**
 * Splits jobs by model, recipe and engine, and by whatever else `apart` tells of one; none of these
 * are ever mixed in one mean. The step budget is left aside, since a profile may give each length
 * its own. The paper's recipe comes first.
 */
export function ownSeries<T extends Planned>(
  items: readonly T[],
  { apart = [] }: { readonly apart?: readonly ((item: T) => string)[] } = {},
): OwnSeries<T>[] {
  const nameOf = recipeNames(items.map(({ job }) => unbudgeted(job.recipe)));
  const engines = new Set(items.map(engineOf));
  const named = (item: T) =>
    [
      item.job.model.id,
      nameOf(unbudgeted(item.job.recipe)),
      ...apart.map((part) => part(item)),
      ...(engines.size > 1 ? [engineOf(item)] : []),
    ].join(", ");
  return [...Map.groupBy(items, named)].map(([name, items]) => ({ name, items })).sort((a, b) =>
    rank(a) - rank(b) || (a.name < b.name ? -1 : 1)
  );
}

function unbudgeted({ maxSteps: _, ...recipe }: FitJob["recipe"]) {
  return recipe;
}

function engineOf({ job: { engine } }: Planned): string {
  return `${engine.engine} ${engine.device} ${engine.numeric}`;
}

function rank<T extends Planned>({ items }: OwnSeries<T>): number {
  return items[0].job.recipe.name === "paper" ? 0 : 1;
}
