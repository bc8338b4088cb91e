import { quantileSorted } from "simple-statistics";
import type { Stream } from "../random/mod.ts";
import { drawIndices } from "./draw_indices.ts";
import { normalCumulative } from "./normal.ts";
import type { Interval } from "./ratio_interval.ts";
import { studentTQuantile } from "./student_t.ts";

export interface ClusterBootstrapOptions {
  readonly stream: Stream;
  readonly resamples?: number;
  readonly level?: number;
  /** Whether items are drawn within each cluster drawn. Default: a cluster stays whole. */
  readonly within?: boolean;
}

/** Below this many clusters no two-sided test by signs alone can reject at 5 %: 2 · 2⁻⁵ > 0.05. */
export const fewestClusters = 6;

/**
 * A statistic with a bootstrap interval (95 %, 2,000 resamples) that draws whole clusters: the
 * seeds and lengths of one text share its difficulty, so they come or stay away together.
 *
 * Percentiles (R-7) of the resamples are too narrow for few clusters, so they are expanded as
 * Hesterberg does (The American Statistician 69, 2015): to Φ(∓√(n/(n−1)) t). Below six clusters
 * percentiles mean nothing and the interval is estimate ± √(n/(n−1)) t · the resamples' deviation.
 * A resample on which the statistic is NaN is left out.
 *
 * `within` draws a cluster's items as well: for books whose texts are a sample of what is in them.
 *
 * @throws {RangeError} when there are fewer than two clusters
 */
export function clusterBootstrap<T>(
  clusters: readonly (readonly T[])[],
  statistic: (drawn: readonly T[]) => number,
  { stream, resamples = 2000, level = 0.95, within = false }: ClusterBootstrapOptions,
): Interval {
  const n = clusters.length;
  if (n < 2) throw new RangeError(`Cannot bootstrap over clusters: got ${n}, want at least 2`);
  const values: number[] = [];
  const indices = new Uint16Array(n);
  const places = within ? clusters.map(({ length }) => new Uint16Array(length)) : [];
  const drawn: T[] = [];
  for (let i = 0; i < resamples; i++) {
    drawIndices(stream, n, indices);
    let length = 0;
    for (let j = 0; j < n; j++) {
      const cluster = clusters[indices[j]];
      if (within && cluster.length > 1) {
        const order = places[indices[j]];
        drawIndices(stream, cluster.length, order);
        for (let k = 0; k < cluster.length; k++) drawn[length++] = cluster[order[k]];
      } else {
        for (let k = 0; k < cluster.length; k++) drawn[length++] = cluster[k];
      }
    }
    drawn.length = length;
    const value = statistic(drawn);
    if (!Number.isNaN(value)) values.push(value);
  }
  const estimate = statistic(clusters.flat());
  if (values.length === 0) return { estimate, low: NaN, high: NaN };
  return { estimate, ...bootstrapInterval(values, { estimate, clusters: n, level }) };
}

/** The interval of an estimate from its resampled values; see {@linkcode clusterBootstrap}. */
export function bootstrapInterval(
  values: number[],
  { estimate, clusters, level = 0.95 }: {
    readonly estimate: number;
    readonly clusters: number;
    readonly level?: number;
  },
): { readonly low: number; readonly high: number } {
  const wide = expansion(clusters, level);
  if (clusters < fewestClusters) {
    const spread = wide * deviation(values);
    return { low: estimate - spread, high: estimate + spread };
  }
  // A typed array sorts by value, and several times faster.
  const sorted = Float64Array.from(values).sort() as unknown as number[];
  const tail = Math.max(0, normalCumulative(-wide));
  return { low: quantileSorted(sorted, tail), high: quantileSorted(sorted, 1 - tail) };
}

const expansions = new Map<string, number>();

/** √(n/(n−1)) · t, kept since thousands of intervals ask for the same few. */
function expansion(clusters: number, level: number): number {
  const key = `${clusters} ${level}`;
  const known = expansions.get(key);
  if (known !== undefined) return known;
  const t = studentTQuantile(1 - (1 - level) / 2, clusters - 1);
  const wide = Math.sqrt(clusters / (clusters - 1)) * t;
  expansions.set(key, wide);
  return wide;
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
