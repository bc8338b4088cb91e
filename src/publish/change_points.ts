import type { Stream } from "../random/mod.ts";

/** A place where a series of runs goes over to another level. */
export interface ChangePoint {
  /** Index of the first value of the new level. */
  readonly at: number;
  /** Medians of the levels before and after. */
  readonly before: number;
  readonly after: number;
  /** Of the permutation test. */
  readonly p: number;
}

/** With fewer values hardly any order of them is unlikely enough: 5 and 5 are 6 of 252 orders. */
export const fewestValues = 10;

/** Fewest values of a level: one alone is an outlier. */
const fewestOfLevel = 2;

/**
 * Steps in a series, by circular binary segmentation (Olshen, Venkatraman, Lucito and Wigler,
 * Biostatistics 5, 2004) over ranks: the stretch that lies furthest from all the rest, by the sum of
 * squares between the two, is kept where a permutation test of that largest gives p ≤ `level`; then
 * the same within each part. A stretch may reach an end of the series, which then has one step, or lie
 * within it: what goes up and comes back is found at once. Ranks, so that one wild run makes no step.
 * Empty for fewer than {@link fewestValues} values.
 */
export function changePoints(
  values: readonly number[],
  { stream, level = 0.05, draws = Math.ceil(100 / level) }: {
    readonly stream: Stream;
    readonly level?: number;
    readonly draws?: number;
  },
): ChangePoint[] {
  const found: { at: number; p: number }[] = [];
  const search = (from: number, to: number) => {
    if (to - from < fewestValues) return;
    const ranks = ranksOf(values.slice(from, to));
    const stretch = furthestStretch(ranks);
    const p = permutationP(ranks, { between: stretch.between, stream, level, draws });
    if (p === null) return;
    const ends = [stretch.from, stretch.to].map((at) => from + at);
    const inner = ends.filter((at) => at > from && at < to);
    for (const at of inner) found.push({ at, p });
    const bounds = [from, ...inner, to];
    for (let i = 1; i < bounds.length; i++) search(bounds[i - 1], bounds[i]);
  };
  search(0, values.length);
  found.sort((a, b) => a.at - b.at);
  return found.map(({ at, p }, i) => ({
    at,
    p,
    before: middle(values.slice(found[i - 1]?.at ?? 0, at)),
    after: middle(values.slice(at, found[i + 1]?.at)),
  }));
}

/** How often an order of the same ranks has a stretch that lies as far off; null above `level`. */
function permutationP(
  ranks: readonly number[],
  { between, stream, level, draws }: {
    readonly between: number;
    readonly stream: Stream;
    readonly level: number;
    readonly draws: number;
  },
): number | null {
  const order = [...ranks];
  let asFar = 0;
  for (let draw = 0; draw < draws; draw++) {
    shuffle(order, stream);
    // A sum of the same numbers in another order may differ in its last bits.
    if (furthestStretch(order).between >= between * (1 - 1e-12)) asFar++;
    if (1 + asFar > level * (1 + draws)) return null;
  }
  return (1 + asFar) / (1 + draws);
}

/** The stretch [from, to) whose mean lies furthest from that of all others. */
function furthestStretch(ranks: readonly number[]): { from: number; to: number; between: number } {
  const count = ranks.length;
  const sums = [0];
  for (const rank of ranks) sums.push(sums.at(-1)! + rank);
  const isLevel = (length: number) => length === 0 || length >= fewestOfLevel;
  let best = { from: 0, to: count, between: 0 };
  for (let from = 0; from < count; from++) {
    if (!isLevel(from)) continue;
    for (let to = from + fewestOfLevel; to <= count; to++) {
      const inside = to - from;
      if (!isLevel(count - to) || inside === count) continue;
      const sum = sums[to] - sums[from];
      const difference = sum / inside - (sums[count] - sum) / (count - inside);
      const between = difference ** 2 * inside * (count - inside) / count;
      if (between > best.between) best = { from, to, between };
    }
  }
  return best;
}

/** Ranks from 1; equal values share the mean of theirs. */
function ranksOf(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}

function shuffle(values: number[], stream: Stream): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    [values[i], values[j]] = [values[j], values[i]];
  }
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[at] : (sorted[at - 1] + sorted[at]) / 2;
}
