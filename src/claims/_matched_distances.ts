import { standardDeviation } from "simple-statistics";
import { clusterBootstrap, fewestClusters } from "../statistics/mod.ts";
import { type Judgement, notRun } from "./claim.ts";
import type { TextDistance } from "./distance_bins.ts";
import { distancesAlike } from "./_distances.ts";
import { type Evidence, streamOf } from "./evidence.ts";
import { othersLeftOut } from "./_one_length.ts";
import type { SolutionPair } from "../records/experiment_records.ts";
import { judgeParts, type Part } from "./parts.ts";
import { scopeOf } from "./words.ts";

export interface MatchedClaim {
  readonly claim: string;
  /** What pairs have to be alike in to be compared. */
  readonly textDistance: TextDistance;
  /** For example "TF-IDF distance of the texts". */
  readonly name: string;
}

/** Texts count as equally far within this share of the standard deviation of their distances. */
const caliper = 0.2;

/**
 * Judges that of pairs equally far in their texts those of the same context have the closer
 * solutions. Every same-context pair is compared with the mean of all different-context pairs
 * within a caliper of its text distance; one without any is left out, and the share of those that
 * had some is reported. The bootstrap draws whole contexts: a pair counts as often as both its
 * contexts are drawn.
 */
export function judgeMatched({ distances }: Evidence, matched: MatchedClaim): Judgement {
  const { claim, textDistance, name } = matched;
  const used: Evidence["distances"][number][] = [];
  const alike = distancesAlike(distances);
  const parts = alike.flatMap(([model, ofModel]): Part[] => {
    const table = match(ofModel.flatMap(({ result }) => result.pairs), textDistance);
    if (table === null || table.contexts < 2) return [];
    used.push(...ofModel);
    const { job: { tokens } } = ofModel[0];
    const percent = Math.round(100 * table.matched / table.same.length);
    return [{
      name:
        `${model}, N = ${tokens}, ${table.contexts} contexts, ${percent} % of ${table.same.length} pairs matched`,
      within: [0, Infinity],
      interval: (level) => {
        const contexts = Array.from({ length: table.contexts }, (_, i) => [i]);
        // A draw of a few contexts leaves hardly a match: its spread would say nothing.
        if (contexts.length < fewestClusters) {
          return {
            estimate: meanDifference(table, contexts.flat()),
            low: -Infinity,
            high: Infinity,
          };
        }
        return clusterBootstrap(contexts, (drawn) => meanDifference(table, drawn), {
          stream: streamOf(claim, model),
          level,
        });
      },
    }];
  });
  if (parts.length === 0) {
    return notRun(
      "Wants distances between solutions of texts that continue several contexts, with pairs of " +
        `the same and of different contexts that are alike in the ${name}.`,
    );
  }
  return judgeParts(parts, {
    scope: scopeOf(used.map(({ job }) => job)),
    reason: `Mean cosine distance of e, different − same context, matched within ${caliper} ` +
      `standard deviations of the ${name}. Bootstrap over contexts.${
        othersLeftOut(distances, alike)
      }`,
    jobs: used.map(({ key }) => key),
  });
}

interface Matched {
  readonly contexts: number;
  /** How many same-context pairs have a match. */
  readonly matched: number;
  /** Its matches are those from `from` up to, and without, `to` of `different`. */
  readonly same: readonly {
    readonly context: number;
    readonly distance: number;
    readonly from: number;
    readonly to: number;
  }[];
  /** By text distance, ascending. */
  readonly different: readonly {
    readonly contexts: readonly [number, number];
    readonly distance: number;
  }[];
  /** Sums of weights and of weighted distances up to each of `different`; used again. */
  readonly weights: Float64Array;
  readonly weighted: Float64Array;
  readonly times: Float64Array;
}

function match(pairs: readonly SolutionPair[], textDistance: TextDistance): Matched | null {
  const usable = pairs.flatMap((pair) => {
    const apart = textDistance(pair);
    return apart === null ? [] : [{ ...pair, apart }];
  });
  const ids = [...new Set(usable.flatMap(({ contexts }) => contexts))].sort();
  const index = new Map(ids.map((id, i) => [id, i]));
  const near = usable.filter(({ relation }) => relation === "same context");
  const far = usable.filter(({ relation }) => relation === "different context")
    .sort((a, b) => a.apart - b.apart);
  if (near.length < 2 || far.length === 0) return null;
  const reach = caliper * standardDeviation(near.map(({ apart }) => apart));
  const apart = far.map((pair) => pair.apart);
  const same = near.map((pair) => ({
    context: index.get(pair.contexts[0])!,
    distance: pair.distance,
    from: firstFrom(apart, pair.apart - reach),
    to: firstFrom(apart, pair.apart + reach, true),
  }));
  const matched = same.filter(({ from, to }) => to > from).length;
  if (matched === 0) return null;
  return {
    contexts: ids.length,
    matched,
    same,
    different: far.map(({ contexts: [a, b], distance }) => ({
      contexts: [index.get(a)!, index.get(b)!],
      distance,
    })),
    weights: new Float64Array(far.length + 1),
    weighted: new Float64Array(far.length + 1),
    times: new Float64Array(ids.length),
  };
}

/** Place of the first ascending value from a bound on; with `beyond`, past it. */
function firstFrom(values: readonly number[], bound: number, beyond = false): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < bound || (beyond && values[middle] === bound)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Of a draw of contexts; NaN where it leaves no match. */
function meanDifference(
  { same, different, weights, weighted, times }: Matched,
  drawn: readonly number[],
): number {
  times.fill(0);
  for (const context of drawn) times[context]++;
  for (let i = 0; i < different.length; i++) {
    const { contexts: [a, b], distance } = different[i];
    const weight = times[a] * times[b];
    weights[i + 1] = weights[i] + weight;
    weighted[i + 1] = weighted[i] + weight * distance;
  }
  let count = 0;
  let total = 0;
  for (const { context, distance, from, to } of same) {
    const found = weights[to] - weights[from];
    if (times[context] === 0 || found === 0) continue;
    count += times[context];
    total += times[context] * ((weighted[to] - weighted[from]) / found - distance);
  }
  return count === 0 ? NaN : total / count;
}
