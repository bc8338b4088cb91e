import { mean } from "simple-statistics";
import type { Measured, TextIdentity } from "../records/record.ts";
import {
  bestOfK,
  clusterBootstrap,
  clusteredShare,
  fewestClusters,
  type Interval,
} from "../statistics/mod.ts";
import { type Judgement, notRun } from "./claim.ts";
import { byModel, type Evidence, paperArrangement, streamOf } from "./evidence.ts";
import { judgeParts } from "./parts.ts";
import { textMean, type TextMeanOptions } from "./text_mean.ts";
import { scopeOf } from "./words.ts";

type GroupFit = Measured<"group fit">;

/** Restarts the paper allowed itself. */
const paperSeeds = 10;

/**
 * Judges that a vector can be shared in groups of every size tried: the best of ten seeds (the
 * unbiased best-of-k where more were run) gives back more than nine texts of ten.
 */
export function judgeSharing(
  { groupFits }: Evidence,
  { claim, shared }: { readonly claim: string; readonly shared: "e" | "m" },
): Judgement {
  const used = byModel(groupFits.filter(({ job }) => job.shared === shared && isJudged(job)))
    .flatMap(([, ofModel]) => tableOf(ofModel)).filter(({ job }) => job.groupSize > 1);
  if (used.length === 0) {
    return notRun(`Wants group fits that share ${shared}; no job of that kind has run.`);
  }
  const parts = byModel(used).flatMap(([model, ofModel]) =>
    bySize(ofModel).map(([size, fits]) => {
      const texts = accuraciesByText(fits);
      const seeds = Math.min(paperSeeds, ...[...texts.values()].map((seeds) => seeds.length));
      const reached = new Map(
        [...texts].map(([text, accuracies]) => [
          text,
          bestOfK(accuracies.map((accuracy) => accuracy >= 0.99 ? 1 : 0), seeds),
        ]),
      );
      const groups = groupsOf(reached, fits);
      return {
        name: `${model}, groups of ${size}, best of ${seeds}, ${texts.size} texts in ` +
          `${groups.length}`,
        within: [0.9, Infinity] as const,
        interval: (level: number) =>
          groupShare(groups, { claim, estimate: `${model} ${size}`, level }),
      };
    })
  );
  return judgeParts(parts, {
    scope: scopeOf(used.map(({ job }) => job)),
    reason:
      `Share of texts at accuracy 0.99 with the best of up to ${paperSeeds} seeds, for every ` +
      `group size, at the longest length at which sizes were compared. ${readings(used)}`,
    jobs: used.map(({ key }) => key),
  });
}

/** Judges that a single seed does worse in the largest groups than in the smallest. */
export function judgeGroupSize({ groupFits }: Evidence, claim: string): Judgement {
  const judged = groupFits.filter(({ job }) => isJudged(job));
  const used: GroupFit[] = [];
  const parts = byModel(judged).flatMap(([model, ofModel]) =>
    (["e", "m"] as const).flatMap((shared) => {
      const sizes = bySize(tableOf(ofModel.filter(({ job }) => job.shared === shared)));
      if (sizes.length < 2) return [];
      const [small, large] = [sizes[0], sizes[sizes.length - 1]];
      const [a, b] = [small, large].map(([, fits]) => accuraciesByText(fits));
      const both = [...a.keys()].filter((text) => b.has(text)).sort();
      if (both.length === 0) return [];
      used.push(...small[1], ...large[1]);
      const falls = new Map(both.map((text) => [text, mean(a.get(text)!) - mean(b.get(text)!)]));
      const groups = groupsOf(falls, large[1]);
      return [{
        name: `${model}, ${shared} shared by ${small[0]} − by ${large[0]}, ${both.length} texts`,
        within: [0, Infinity] as const,
        interval: (level: number) =>
          groupMean(groups, { claim, estimate: `${model} ${shared}`, level, range: [-1, 1] }),
      }];
    })
  );
  if (parts.length === 0) {
    return notRun("Wants group fits of several sizes and seeds; no job of that kind has run.");
  }
  return judgeParts(parts, {
    scope: scopeOf(used.map(({ job }) => job)),
    reason: "Fall of the mean accuracy over seeds from the smallest to the largest group, paired " +
      `by text. ${readings(used)}`,
    jobs: used.map(({ key }) => key),
  });
}

/** Outcomes of shared fits by text, for capacities. */
export function sharedOutcomes(
  groupFits: readonly GroupFit[],
  wanted: (text: TextIdentity) => boolean,
): { readonly text: string; readonly tokens: number; readonly accuracy: number }[] {
  return groupFits.filter(({ job }) => job.shared === "m" && job.groupSize > 1).flatMap(
    ({ job, result }) =>
      job.texts.flatMap((text, i) =>
        wanted(text)
          ? [{ text: text.id, tokens: job.tokens, accuracy: result.texts[i].accuracy }]
          : []
      ),
  );
}

/** Table 2 is about natural text; a position 1 that alone is left says nothing of a shared e. */
function isJudged({ texts, shared, arrangement, tokens }: GroupFit["job"]): boolean {
  return texts.every(({ source }) => source !== "random") &&
    (tokens > 1 || !firstIsShared({ shared, arrangement }));
}

/**
 * Whether position 1 is the same for all texts of a group, whatever is learnt: it sees e alone. One
 * of its N tokens is lost to all texts but those that begin alike, at any budget.
 */
function firstIsShared({ shared, arrangement }: Pick<GroupFit["job"], "shared" | "arrangement">) {
  return shared === "e" && arrangement === paperArrangement;
}

/** How success is read, as far as it can be read otherwise. */
function readings(fits: readonly GroupFit[]): string {
  const first = fits.some(({ job }) => firstIsShared(job))
    ? "Where e is shared, accuracy is that of positions 2 to N: position 1 sees e alone and says " +
      "one token for all texts of a group. "
    : "";
  return first +
    "Texts of a group share a vector: the interval is over groups where they differ, " +
    "else over texts and about these groups alone.";
}

/**
 * Table 2's fits among all: at the longest length at which group sizes were compared, the sizes that
 * had most seeds. Others, such as the one group behind a cell of Table 3, were not given as many.
 */
function tableOf(fits: readonly GroupFit[]): GroupFit[] {
  const lengths = [...Map.groupBy(fits, ({ job }) => job.tokens)];
  const compared = lengths.filter(([, there]) => bySize(there).length > 1);
  const some = compared.length > 0 ? compared : lengths;
  const sizes = bySize(some.sort(([a], [b]) => b - a)[0]?.[1] ?? []);
  const seedsOf = (of: readonly GroupFit[]) => new Set(of.map(({ job }) => job.seed)).size;
  const most = Math.max(0, ...sizes.map(([, of]) => seedsOf(of)));
  return sizes.filter(([, of]) => seedsOf(of) === most).flatMap(([, of]) => of);
}

function bySize(fits: readonly GroupFit[]): [number, GroupFit[]][] {
  return [...Map.groupBy(fits, ({ job }) => job.groupSize)].sort(([a], [b]) => a - b);
}

/** One accuracy a seed, by text id. */
function accuraciesByText(fits: readonly GroupFit[]): Map<string, number[]> {
  const texts = new Map<string, number[]>();
  for (const { job, result } of fits) {
    for (const [i, { id }] of job.texts.entries()) {
      const { accuracy, firstTokenRight } = result.texts[i];
      const right = accuracy * job.tokens - (firstTokenRight ? 1 : 0);
      const counted = firstIsShared(job) ? right / (job.tokens - 1) : accuracy;
      texts.set(id, [...texts.get(id) ?? [], counted]);
    }
  }
  return texts;
}

/** One value a text, by the groups that the texts were fitted in. */
function groupsOf(values: ReadonlyMap<string, number>, fits: readonly GroupFit[]): number[][] {
  const groups = Map.groupBy(
    values.keys(),
    (text) => fits.find(({ job }) => job.texts.some(({ id }) => id === text))!.job.texts[0].id,
  );
  return [...groups.values()].map((texts) => texts.map((text) => values.get(text)!));
}

/** The share of texts that came back, its interval over groups where there are several. */
function groupShare(groups: readonly (readonly number[])[], options: TextMeanOptions): Interval {
  return groups.length > 1 ? clusteredShare(groups, options) : textMean(groups.flat(), options);
}

/** Mean over texts, its interval over groups where there are enough for a bootstrap that differ. */
function groupMean(groups: readonly (readonly number[])[], options: TextMeanOptions): Interval {
  const { claim, estimate, level } = options;
  const differ = new Set(groups.map((group) => mean([...group]))).size > 1;
  if (groups.length < fewestClusters || !differ) return textMean(groups.flat(), options);
  const stream = streamOf(claim, estimate);
  return clusterBootstrap(groups, (drawn) => mean(drawn as number[]), { stream, level });
}
