import { mean } from "simple-statistics";
import type { TextIdentity } from "../record.ts";
import { bestOfK } from "../statistics/mod.ts";
import { type Judgement, notRun } from "./claim.ts";
import { byModel, type Evidence, type MeasuredExperiment } from "./evidence.ts";
import { judgeParts } from "./parts.ts";
import { textMean } from "./text_mean.ts";
import { scopeOf } from "./words.ts";

type GroupFit = MeasuredExperiment<"group fit">;

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
  const used = groupFits.filter(({ job }) => job.shared === shared && job.groupSize > 1);
  if (used.length === 0) {
    return notRun(`Wants group fits that share ${shared}; no job of that kind has run.`);
  }
  const parts = byModel(used).flatMap(([model, ofModel]) =>
    bySize(longestOf(ofModel)).map(([size, fits]) => {
      const texts = [...accuraciesByText(fits).values()];
      const seeds = Math.min(paperSeeds, ...texts.map((seeds) => seeds.length));
      const reached = texts.map((accuracies) =>
        bestOfK(accuracies.map((accuracy) => accuracy >= 0.99 ? 1 : 0), seeds)
      );
      return {
        name: `${model}, groups of ${size}, best of ${seeds}, ${texts.length} texts`,
        within: [0.9, Infinity] as const,
        interval: (level: number) =>
          textMean(reached, { claim, estimate: `${model} ${size}`, level }),
      };
    })
  );
  return judgeParts(parts, {
    scope: scopeOf(used.map(({ job }) => job)),
    reason:
      `Share of texts at accuracy 0.99 with the best of up to ${paperSeeds} seeds, for every ` +
      `group size, at the longest length tried.`,
    jobs: used.map(({ key }) => key),
  });
}

/** Judges that a single seed does worse in the largest groups than in the smallest. */
export function judgeGroupSize({ groupFits }: Evidence, claim: string): Judgement {
  const parts = byModel(groupFits).flatMap(([model, ofModel]) =>
    (["e", "m"] as const).flatMap((shared) => {
      const sizes = bySize(longestOf(ofModel.filter(({ job }) => job.shared === shared)));
      if (sizes.length < 2) return [];
      const [small, large] = [sizes[0], sizes[sizes.length - 1]];
      const [a, b] = [small, large].map(([, fits]) => accuraciesByText(fits));
      const both = [...a.keys()].filter((text) => b.has(text)).sort();
      if (both.length === 0) return [];
      const falls = both.map((text) => mean(a.get(text)!) - mean(b.get(text)!));
      return [{
        name: `${model}, ${shared} shared by ${small[0]} − by ${large[0]}, ${both.length} texts`,
        within: [0, Infinity] as const,
        interval: (level: number) =>
          textMean(falls, { claim, estimate: `${model} ${shared}`, level, range: [-1, 1] }),
      }];
    })
  );
  if (parts.length === 0) {
    return notRun("Wants group fits of several sizes and seeds; no job of that kind has run.");
  }
  return judgeParts(parts, {
    scope: scopeOf(groupFits.map(({ job }) => job)),
    reason: "Fall of the mean accuracy over seeds from the smallest to the largest group, paired " +
      "by text.",
    jobs: groupFits.map(({ key }) => key),
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

function longestOf(fits: readonly GroupFit[]): GroupFit[] {
  const longest = Math.max(...fits.map(({ job }) => job.tokens));
  return fits.filter(({ job }) => job.tokens === longest);
}

function bySize(fits: readonly GroupFit[]): [number, GroupFit[]][] {
  return [...Map.groupBy(fits, ({ job }) => job.groupSize)].sort(([a], [b]) => a - b);
}

/** One accuracy a seed, by text id. */
function accuraciesByText(fits: readonly GroupFit[]): Map<string, number[]> {
  const texts = new Map<string, number[]>();
  for (const { job, result } of fits) {
    for (const [i, { id }] of job.texts.entries()) {
      texts.set(id, [...texts.get(id) ?? [], result.texts[i].accuracy]);
    }
  }
  return texts;
}
