import type { MeasuredFit } from "./measured.ts";
import { recipeNames } from "./recipe_names.ts";
import type { Series } from "./series.ts";

/** What one drawing has room for: fits of one model in one arrangement, few recipes. */
export interface Panel {
  /** What tells this panel from the others; empty where it is the only one. */
  readonly name: string;
  /** The same as part of a file's name, with a hyphen before it. */
  readonly slug: string;
  /** As many as there are colours, at most. The paper's recipe first. */
  readonly series: readonly Series[];
  /** Names in all panels where they are few, so that a recipe looks the same in each. */
  readonly domain: readonly string[];
  readonly fits: readonly MeasuredFit[];
}

/** Series one drawing can tell apart. */
export const mostSeries = 5;

/**
 * Small multiples: model by model and arrangement by arrangement, as their fits first come, and where
 * one still has more recipes than there are marks, a part at a time. The budget parts no recipe,
 * since a profile may give each length its own.
 */
export function panelsOf(fits: readonly MeasuredFit[]): Panel[] {
  const groups = [
    ...Map.groupBy(fits, ({ job }) => JSON.stringify([job.model.id, job.arrangement])).values(),
  ];
  const models = new Set(fits.map(({ job }) => job.model.id));
  const arrangements = new Set(fits.map(({ job }) => job.arrangement));
  const all = [...new Set(groups.flatMap(seriesIn).sort(byRank).map(({ name }) => name))];
  const panels = groups.flatMap((own) => {
    const [{ job: { model, arrangement } }] = own;
    const names = [
      ...models.size > 1 ? [model.id] : [],
      ...arrangements.size > 1 ? [arrangement] : [],
    ];
    const series = seriesIn(own);
    const parts = Math.ceil(series.length / mostSeries);
    return Array.from({ length: parts }, (_, part) => {
      const shown = series.slice(part * mostSeries, (part + 1) * mostSeries);
      const whole = parts > 1 ? [...names, `part ${part + 1} of ${parts}`] : names;
      return {
        name: whole.join(", "),
        series: shown,
        domain: all.length <= mostSeries ? all : shown.map(({ name }) => name),
        fits: shown.flatMap(({ fits }) => fits),
      };
    });
  });
  return panels.map((panel, at) => ({ ...panel, slug: panels.length > 1 ? `-${at + 1}` : "" }));
}

function seriesIn(fits: readonly MeasuredFit[]): Series[] {
  const unbudgeted = ({ maxSteps: _, ...recipe }: MeasuredFit["job"]["recipe"]) => recipe;
  const nameOf = recipeNames(fits.map(({ job }) => unbudgeted(job.recipe)));
  const groups = Map.groupBy(fits, ({ job }) => nameOf(unbudgeted(job.recipe)));
  return [...groups].map(([name, fits]) => ({ name, fits })).sort(byRank);
}

function byRank(a: Series, b: Series): number {
  const rank = ({ fits }: Series) => {
    const place = ["paper", "open", "best"].indexOf(fits[0].job.recipe.name);
    return place === -1 ? 3 : place;
  };
  return rank(a) - rank(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** How a panel's series are told apart: all channels of it have this scale and show who is there. */
export function seriesChannel({ series, domain }: Panel) {
  return {
    field: "series",
    type: "nominal",
    scale: { domain },
    legend: { values: series.map(({ name }) => name), symbolStrokeWidth: 0, symbolOpacity: 1 },
  } as const;
}

/** "Accuracy, [e]×N": a title with what tells its panel apart. */
export function panelTitle(title: string, { name }: Panel): string {
  return name === "" ? title : `${title}, ${name}`;
}
