import { paperArrangement } from "../../claims/evidence.ts";
import { type OwnSeries, ownSeries } from "./own_series.ts";

type Placed = Parameters<typeof ownSeries>[0][number] & {
  readonly job: { readonly tokens: number; readonly arrangement: string };
};

/** Experiments that one chart may show, and a part of a file name that says which. */
export interface Setting<T> extends OwnSeries<T> {
  readonly slug: string;
}

/**
 * Splits experiments by everything that a mean of them must not mix: model, recipe, engine, N,
 * arrangement, and whatever else `apart` tells of one.
 */
export function settingsOf<T extends Placed>(
  items: readonly T[],
  { apart = [] }: { readonly apart?: readonly ((item: T) => string)[] } = {},
): Setting<T>[] {
  const arrangements = new Set(items.map(({ job }) => job.arrangement));
  const telling = arrangements.size > 1 || !arrangements.has(paperArrangement);
  const parts = [
    ({ job }: T) => `N = ${job.tokens}`,
    ...(telling ? [({ job }: T) => job.arrangement] : []),
    ...apart,
  ];
  return ownSeries(items, { apart: parts }).map((series) => ({
    ...series,
    slug: series.name.replace(/[^\w.]+/g, "-").replace(/^-|-$/g, ""),
  }));
}
