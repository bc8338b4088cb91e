import type { FitJob } from "../record.ts";
import type { Interval } from "../statistics/ratio_interval.ts";

/** "1.35 [1.21, 1.50]": an estimate and its 95 % interval, three significant digits. */
export function interval({ estimate, low, high }: Interval): string {
  return `${figure(estimate)} [${figure(low)}, ${figure(high)}]`;
}

/** Three significant digits, whole numbers from 1,000 on; the same on every machine. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 999.5) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}

/** "smollm2-135m, 4 pg19 texts, N = 4, 8, seeds 1, paper recipe": what a verdict is about. */
export function scopeOf(jobs: readonly FitJob[]): string {
  if (jobs.length === 0) return "no jobs";
  const distinct = <T>(of: (job: FitJob) => T) => [...new Set(jobs.map(of))];
  const texts = distinct(({ text }) => text.id).length;
  const seeds = distinct(({ seed }) => seed).length;
  const recipes = distinct(({ recipe }) => `${recipe.name} recipe, ${recipe.maxSteps} steps`);
  return [
    distinct(({ model }) => model.id).sort().join(", "),
    `${texts} ${distinct(({ text }) => text.source).sort().join("/")} text${
      texts === 1 ? "" : "s"
    }`,
    `N = ${lengths(jobs)}`,
    `${seeds} seed${seeds === 1 ? "" : "s"}`,
    recipes.sort().join("; "),
  ].join(", ");
}

function lengths(jobs: readonly FitJob[]): string {
  return [...new Set(jobs.map(({ tokens }) => tokens))].sort((a, b) => a - b).join(", ");
}
