import { endedLengths } from "./_ended_lengths.ts";
import { type Judgement, notRun } from "./claim.ts";
import { compareCapacities } from "./_capacity.ts";
import {
  byModel,
  type Evidence,
  type MeasuredFit,
  ofOneRecipe,
  paperArrangement,
} from "./evidence.ts";
import { judgeParts, type Part } from "./parts.ts";
import { scopeOf } from "./words.ts";

/** Two groups of text sources, and where the difference of their capacities is said to lie. */
export interface SourceComparison {
  readonly claim: string;
  /** Pairs of source names; a side may pool several. */
  readonly pairs: readonly (readonly [readonly string[], readonly string[]])[];
  /** Of log2 capacity, first − second. */
  readonly within: readonly [number, number];
}

/** Judges that texts of some sources hold more, or as many, tokens as those of others. */
export function judgeSources(evidence: Evidence, comparison: SourceComparison): Judgement {
  const { claim, pairs, within } = comparison;
  const parts: Part[] = [];
  const used = new Set<MeasuredFit>();
  const missing: string[] = [];
  const ended = endedLengths(evidence);
  const usable = ofOneRecipe(
    ended.fits.filter(({ job }) => job.arrangement === paperArrangement),
  );
  for (const [model, ofModel] of byModel(usable)) {
    for (const sides of pairs) {
      const fits = sides.map((sources) =>
        ofModel.filter(({ job }) => sources.includes(job.text.source))
      );
      const compared = compareCapacities(fits, {
        claim,
        within,
        named(sides) {
          // A side may pool several sources: those that are there.
          const names = sides.map((fits) =>
            sourceNames([...new Set(fits.map(({ job }) => job.text.source))])
          ).join(" − ");
          return { name: `${model}, ${names}`, estimate: `${model} ${names}` };
        },
      });
      if (compared === null) {
        missing.push(`${sides.map(sourceNames).join(" − ")} on ${model}`);
        continue;
      }
      parts.push(compared.part);
      missing.push(...compared.missing);
      for (const fit of compared.used) used.add(fit);
    }
  }
  if (parts.length === 0) {
    const wanted = pairs.map((sides) => sides.map((one) => one.join(" or ")).join(" and "));
    return notRun(
      `Wants fits of at least two texts each of ${wanted.join("; or of ")}, at two lengths or ` +
        `more in common.${ended.said}`,
    );
  }
  return judgeParts(parts, {
    scope: scopeOf([...used].map(({ job }) => job)),
    reason:
      "Difference of mean log2 capacity (longest prefix at accuracy 0.99) over texts, those " +
      "that outlast the lengths tried censored there; bootstrap over texts. Ratios are shown, the " +
      "rule is in doublings." + ended.said,
    jobs: [...used].map(({ key }) => key).sort(),
    missing,
  });
}

function sourceNames(sources: readonly string[]): string {
  return [...sources].sort().join("/");
}
