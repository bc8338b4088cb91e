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

/** Pairs of models, and where the difference of their capacities on natural text is said to lie. */
export interface ModelComparison {
  readonly claim: string;
  /** All of them have to be there for the claim to hold; one alone can make it fail. */
  readonly pairs: readonly (readonly [string, string])[];
  /** Of log2 capacity, first − second. */
  readonly within: readonly [number, number];
  readonly against?: Part["against"];
}

/** Judges how capacities of models compare on the sources of natural text both were tried on. */
export function judgeModels(evidence: Evidence, comparison: ModelComparison): Judgement {
  const { claim, pairs, within, against } = comparison;
  if (pairs.length === 0) return notRun("Wants fits over the length grid on models of two sizes.");
  const ended = endedLengths(evidence);
  const usable = new Map(byModel(ofOneRecipe(
    ended.fits.filter(({ job }) =>
      job.arrangement === paperArrangement && job.text.source !== "random"
    ),
  )));
  const missing: string[] = [];
  const used = new Set<MeasuredFit>();
  const parts = pairs.flatMap(([first, second]): Part[] => {
    const compared = compareCapacities(
      ofCommonSources(usable.get(first) ?? [], usable.get(second) ?? []),
      {
        claim,
        within,
        against,
        named: () => ({ name: `${first} against ${second}`, estimate: `${first} ${second}` }),
      },
    );
    if (compared === null) {
      missing.push(`${first} against ${second}`);
      return [];
    }
    for (const fit of compared.used) used.add(fit);
    missing.push(...compared.missing);
    return [compared.part];
  });
  if (parts.length === 0) {
    return notRun(
      `Wants fits over the length grid on ${
        pairs.map((pair) => pair.join(" and ")).join("; or ")
      }.${ended.said}`,
    );
  }
  return judgeParts(parts, {
    scope: scopeOf([...used].map(({ job }) => job)),
    reason: "Difference of mean log2 capacity over natural texts, censored at the longest common " +
      "length; bootstrap over texts. Ratios are shown, the rule is in doublings." + ended.said,
    jobs: [...used].map(({ key }) => key),
    missing,
  });
}

/** Fits of the sources that both sides have: a source holds what it holds, whatever the model. */
function ofCommonSources(
  a: readonly MeasuredFit[],
  b: readonly MeasuredFit[],
): [MeasuredFit[], MeasuredFit[]] {
  const sources = (fits: readonly MeasuredFit[]) => new Set(fits.map(({ job }) => job.text.source));
  const common = sources(a).intersection(sources(b));
  const of = (fits: readonly MeasuredFit[]) =>
    fits.filter(({ job }) => common.has(job.text.source));
  return [of(a), of(b)];
}
