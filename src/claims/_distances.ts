import { clusterBootstrap, type Interval } from "../statistics/mod.ts";
import { type Judgement, notRun } from "./claim.ts";
import { type Evidence, streamOf } from "./evidence.ts";
import { ofOneLength, othersLeftOut } from "./_one_length.ts";
import type { SolutionPair } from "../records/experiment_records.ts";
import { judgeParts, type Part } from "./parts.ts";
import { scopeOf } from "./words.ts";

type Relation = SolutionPair["relation"];

const relations: readonly Relation[] = ["same text", "same context", "different context"];

/** Pairs of one relation and pair of contexts, as far as means and deviations go. */
interface Cell {
  readonly contexts: readonly [number, number];
  readonly relation: Relation;
  count: number;
  sum: number;
  squares: number;
}

/** Weighted sums of a relation, over a draw of contexts. */
export interface Moments {
  count: number;
  sum: number;
  squares: number;
}

/** Moments by relation; one that a draw lacks has a count of 0. */
export type MomentsOf = (relation: Relation) => Moments;

/** One statistic of a claim about distances between solutions. */
export interface DistanceStatistic {
  readonly name: string;
  readonly within: readonly [number, number];
  of(moments: MomentsOf): number;
}

export interface DistanceClaim {
  readonly claim: string;
  readonly statistics: readonly DistanceStatistic[];
  readonly reason: string;
}

/** Distances of one length, recipe and way of sharing, each model's, chosen by its contexts. */
export function distancesAlike(distances: Evidence["distances"]) {
  return ofOneLength(distances, {
    unitsOf: ({ result }) => result.pairs.flatMap(({ contexts }) => contexts),
  });
}

/**
 * Judges statistics of the distances between solutions of one length, each model apart. The bootstrap
 * draws whole contexts: a pair counts as often as both its contexts are drawn.
 */
export function judgeDistances({ distances }: Evidence, claim: DistanceClaim): Judgement {
  const used: Evidence["distances"][number][] = [];
  const alike = distancesAlike(distances);
  const parts = alike.flatMap(([model, ofModel]): Part[] => {
    const pairs = ofModel.flatMap(({ result }) => result.pairs);
    const table = cellsOf(pairs);
    if (table === null || table.contexts < 2) return [];
    used.push(...ofModel);
    const { job: { tokens } } = ofModel[0];
    return claim.statistics.map(({ name, within, of }) => ({
      name: `${model}, N = ${tokens}${name === "" ? "" : `, ${name}`}, ${table.contexts} contexts`,
      within,
      interval: (level) => bootstrap(table, of, { claim: claim.claim, model, name, level }),
    }));
  });
  if (parts.length === 0) {
    return notRun(
      "Wants distances between solutions of texts that continue several contexts.",
    );
  }
  return judgeParts(parts, {
    scope: scopeOf(used.map(({ job }) => job)),
    reason: `${claim.reason} Bootstrap over contexts.${othersLeftOut(distances, alike)}`,
    jobs: used.map(({ key }) => key),
  });
}

interface CellTable {
  readonly cells: readonly Cell[];
  readonly contexts: number;
}

function cellsOf(pairs: readonly SolutionPair[]): CellTable | null {
  const ids = [...new Set(pairs.flatMap(({ contexts }) => contexts))].sort();
  const index = new Map(ids.map((id, i) => [id, i]));
  if (!pairs.some(({ relation }) => relation === "same context")) return null;
  const cells = new Map<string, Cell>();
  for (const { contexts, relation, distance } of pairs) {
    const [a, b] = contexts.map((id) => index.get(id)!);
    const key = `${a} ${b} ${relation}`;
    const cell = cells.get(key) ??
      { contexts: [a, b] as const, relation, count: 0, sum: 0, squares: 0 };
    cell.count++;
    cell.sum += distance;
    cell.squares += distance ** 2;
    cells.set(key, cell);
  }
  return { cells: [...cells.values()], contexts: ids.length };
}

function bootstrap(
  { cells, contexts }: CellTable,
  statistic: DistanceStatistic["of"],
  { claim, model, name, level }: Record<"claim" | "model" | "name", string> & { level: number },
): Interval {
  const clusters = Array.from({ length: contexts }, (_, i) => [i]);
  // Cells by number in arrays used again: this runs for every cell of every resample.
  const rows = cells.map((cell) => ({ ...cell, at: relations.indexOf(cell.relation) }));
  const times = new Float64Array(contexts);
  const moments = relations.map((): Moments => ({ count: 0, sum: 0, squares: 0 }));
  const momentsOf: MomentsOf = (relation) => moments[relations.indexOf(relation)];
  return clusterBootstrap(
    clusters,
    (drawn) => {
      times.fill(0);
      for (const context of drawn) times[context]++;
      for (const one of moments) one.count = one.sum = one.squares = 0;
      for (const { contexts: [a, b], at, count, sum, squares } of rows) {
        const weight = a === b ? times[a] : times[a] * times[b];
        if (weight === 0) continue;
        const one = moments[at];
        one.count += weight * count;
        one.sum += weight * sum;
        one.squares += weight * squares;
      }
      return statistic(momentsOf);
    },
    { stream: streamOf(claim, `${model} ${name}`), level },
  );
}

/** Mean distance, NaN where no pair is there. */
export function meanDistance({ count, sum }: Moments): number {
  return sum / count;
}

/** Mean difference of two relations over their pooled standard deviation (Cohen's d). */
export function standardisedDifference(a: Moments, b: Moments): number {
  const variance = ({ count, sum, squares }: Moments) => squares / count - (sum / count) ** 2;
  return (meanDistance(a) - meanDistance(b)) / Math.sqrt((variance(a) + variance(b)) / 2);
}
