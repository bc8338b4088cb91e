import { endedLengths } from "./_ended_lengths.ts";
import { type Judgement, notRun } from "./claim.ts";
import { capacityDifference, commonLengths, ofBooks, textCapacities } from "./_capacity.ts";
import { byModel, type Evidence, ofOneRecipe, paperArrangement } from "./evidence.ts";
import { judgeParts, type Part } from "./parts.ts";
import { figure, scopeOf } from "./words.ts";

/** Pairs of models, and where the difference of their capacities on natural text is said to lie. */
export interface ModelComparison {
  readonly claim: string;
  /** All of them have to be there for the claim to hold; one alone can make it fail. */
  readonly pairs: readonly (readonly [string, string])[];
  /** Of log2 capacity, first − second. */
  readonly within: readonly [number, number];
  readonly against?: Part["against"];
}

/** Judges how capacities of models compare on the natural texts both were tried on. */
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
  const parts = pairs.flatMap(([first, second]): Part[] => {
    const [a, b] = [usable.get(first) ?? [], usable.get(second) ?? []];
    const lengths = commonLengths(a, b);
    const [x, y] = [a, b].map((fits) =>
      textCapacities(fits.filter(({ job }) => lengths.includes(job.tokens)))
    );
    if (lengths.length < 2 || x.length < 2 || y.length < 2) {
      missing.push(`${first} against ${second}`);
      return [];
    }
    return [{
      name: `${first} against ${second}, ${x.length} and ${y.length} texts`,
      within,
      against,
      interval: (level) =>
        capacityDifference(ofBooks(x), ofBooks(y), {
          claim,
          estimate: `${first} ${second}`,
          level,
          limit: lengths[lengths.length - 1],
          shortest: lengths[0],
        }),
      show: ({ estimate, low, high }) =>
        `capacity × ${figure(2 ** estimate)} [${figure(2 ** low)}, ${figure(2 ** high)}]`,
    }];
  });
  if (parts.length === 0) {
    return notRun(
      `Wants fits over the length grid on ${
        pairs.map((pair) => pair.join(" and ")).join("; or ")
      }.${ended.said}`,
    );
  }
  const named = new Set(pairs.flat());
  const used = [...usable].filter(([model]) => named.has(model)).flatMap(([, fits]) => fits);
  return judgeParts(parts, {
    scope: scopeOf(used.map(({ job }) => job)),
    reason: "Difference of mean log2 capacity over natural texts, censored at the longest common " +
      "length; bootstrap over texts. Ratios are shown, the rule is in doublings." + ended.said,
    jobs: used.map(({ key }) => key),
    missing,
  });
}
