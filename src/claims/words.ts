import type { ModelIdentity, TextIdentity } from "../records/record.ts";
import type { Interval } from "../statistics/mod.ts";

/** "1.35 [1.21, 1.50]": an estimate and its interval, three significant digits. */
export function intervalText({ estimate, low, high }: Interval): string {
  return `${figure(estimate)} [${figure(low)}, ${figure(high)}]`;
}

/** Three significant digits, whole numbers from 1,000 on; the same on every machine. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 999.5) {
    return Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  }
  return String(Number(value.toPrecision(3)));
}

/** A job as far as a scope names it. */
export interface ScopedJob {
  readonly model: ModelIdentity;
  readonly text?: TextIdentity;
  readonly texts?: readonly TextIdentity[];
  readonly tokens?: number;
  readonly seed?: number;
  readonly recipe?: { readonly name: string; readonly maxSteps?: number };
}

/** "smollm2-135m, 4 pg19 texts, N = 4, 8, 1 seed, paper recipe": what a verdict is about. */
export function scopeOf(jobs: readonly ScopedJob[]): string {
  if (jobs.length === 0) return "no jobs";
  const distinct = <T>(of: (job: ScopedJob) => T | undefined) =>
    [...new Set(jobs.map(of))].filter((value) => value !== undefined);
  const texts = jobs.flatMap(({ text, texts }) => [...texts ?? [], ...text ? [text] : []]);
  const ids = new Set(texts.map(({ id }) => id)).size;
  const sources = [...new Set(texts.map(sourceName))].sort().join("/");
  const lengths = (distinct(({ tokens }) => tokens) as number[]).sort((a, b) => a - b);
  const seeds = distinct(({ seed }) => seed).length;
  const recipes = (distinct(({ recipe }) => recipe?.name) as string[]).map((name) => {
    const steps = new Set(
      jobs.flatMap(({ recipe }) => recipe?.name === name ? [recipe.maxSteps] : []),
    );
    // What was given more steps does better: a reader has to know that not all were given as many.
    return steps.size > 1
      ? `${name} recipe of ${
        [...steps].sort((a, b) => a! - b!).map((count) => figure(count!)).join(" or ")
      } steps`
      : `${name} recipe`;
  });
  return [
    (distinct(({ model }) => model.id) as string[]).sort().join(", "),
    ids > 0 && `${ids} ${sources} text${ids === 1 ? "" : "s"}`,
    lengths.length > 0 && `N = ${lengths.join(", ")}`,
    seeds > 0 && `${seeds} seed${seeds === 1 ? "" : "s"}`,
    ...recipes.sort(),
  ].filter(Boolean).join(", ");
}

/** "pg19", and "pg19 stand-in" where other texts take its place. */
export function sourceName({ source, standIn }: TextIdentity): string {
  return standIn === undefined ? source : `${source} stand-in`;
}
