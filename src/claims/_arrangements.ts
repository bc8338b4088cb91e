import { type Judgement, notRun } from "./claim.ts";
import { byModel, type Evidence, type MeasuredFit, ofOneRecipe } from "./evidence.ts";
import { judgeParts, type Part } from "./parts.ts";
import { meanByText, textMean } from "./text_mean.ts";
import { scopeOf } from "./words.ts";

/** Two arrangements that were both fitted, and what is said of the difference of their accuracies. */
export interface Comparison {
  readonly claim: string;
  readonly first: string;
  readonly second: string;
  /** Shortest N at which the two are comparable. */
  readonly fromTokens: number;
  /**
   * "first": it does better on most texts, by an exact sign test over those on which they differ.
   * A margin: the mean of first − second lies within it on either side.
   */
  readonly better: "first" | { readonly margin: number };
}

/**
 * Judges the difference in accuracy of two arrangements on the same texts, at the longest common
 * length at which either still gives back half of the texts (the shortest where none does): shorter
 * ones hide a difference, longer ones bury it. The length is chosen by the data that are judged.
 * "Either" keeps the choice blind to which of the two does better: where they do not differ, an
 * error is as likely either way, and about as rare as at a length fixed beforehand (a test plants
 * that case). Where they do differ, the size is that of the length chosen.
 */
export function judgeArrangements(evidence: Evidence, comparison: Comparison): Judgement {
  const { first, second, fromTokens, better } = comparison;
  const parts: Part[] = [];
  const used: MeasuredFit[] = [];
  const missing: string[] = [];
  const usable = ofOneRecipe(evidence.fits).filter(({ job }) =>
    [first, second].includes(job.arrangement) && job.tokens >= fromTokens &&
    job.text.source !== "random"
  );
  for (const [model, fits] of byModel(usable)) {
    const tokens = tellingLength(fits, comparison);
    if (tokens === null) continue;
    const there = fits.filter(({ job }) => job.tokens === tokens);
    const [a, b] = [first, second].map((arrangement) =>
      meanByText(
        there.filter(({ job }) => job.arrangement === arrangement),
        ({ result }) => result.accuracy,
      )
    );
    const both = [...a.keys()].filter((text) => b.has(text)).sort();
    const differences = new Map(both.map((text) => [text, a.get(text)! - b.get(text)!]));
    const waiting = new Set(
      evidence.unfinished.map(({ job }) => job).filter((job) =>
        job.model.id === model && job.tokens === tokens && !both.includes(job.text.id) &&
        [first, second].includes(job.arrangement) && job.recipe.name === there[0].job.recipe.name &&
        job.text.source !== "random"
      ).map(({ text }) => text.id),
    ).size;
    const name = `${model}, N = ${tokens}, ${both.length} texts${
      waiting > 0 ? `, ${waiting} not ended` : ""
    }`;
    const part = partOf(differences, { comparison, model, name, waiting });
    if (part === null) continue;
    if (haveAlikeSteps(there.filter(({ job }) => both.includes(job.text.id)), comparison)) {
      parts.push(part);
    } else {
      // The one that may go on for longer does better, whichever it is.
      parts.push({ ...part, against: "neither" });
      missing.push(`fits of both arrangements on ${model} that may take as many steps`);
    }
    used.push(...there.filter(({ job }) => both.includes(job.text.id)));
  }
  if (parts.length === 0) {
    return notRun(
      `Wants fits of ${first} and of ${second} on the same texts at one length of at least ` +
        `${fromTokens}${better === "first" ? ", on which they differ" : ""}.`,
    );
  }
  const what = better === "first"
    ? `Share of texts on which ${first} does better than ${second}, exact sign test, ties left out`
    : `Difference in accuracy, ${first} − ${second}, paired by text`;
  return judgeParts(parts, {
    scope: scopeOf(used.map(({ job }) => job)),
    reason: `${what}, at the longest length at which either gives back half of the texts: chosen ` +
      `by these data, but blind to which of the two does better. Its size is that of this length.`,
    jobs: used.map(({ key }) => key),
    missing,
  });
}

/** Whether both arrangements were given the same budgets of steps. */
function haveAlikeSteps(fits: readonly MeasuredFit[], { first, second }: Comparison): boolean {
  const [a, b] = [first, second].map((arrangement) =>
    new Set(
      fits.filter(({ job }) => job.arrangement === arrangement).map(({ job }) =>
        job.recipe.maxSteps
      ),
    )
  );
  return a.symmetricDifference(b).size === 0;
}

function partOf(
  differences: ReadonlyMap<string, number>,
  { comparison: { claim, better }, model, name, waiting }: {
    readonly comparison: Comparison;
    readonly model: string;
    readonly name: string;
    readonly waiting: number;
  },
): Part | null {
  const options = { claim, estimate: model, waiting };
  if (better !== "first") {
    return {
      name,
      within: [-better.margin, better.margin],
      interval: (level) => textMean(differences, { ...options, level, range: [-1, 1] }),
    };
  }
  const wins = new Map(
    [...differences].filter(([, difference]) => difference !== 0)
      .map(([text, difference]) => [text, difference > 0 ? 1 : 0]),
  );
  if (wins.size === 0) return null;
  const ties = differences.size - wins.size;
  return {
    name: ties > 0 ? `${name}, ${ties} ties` : name,
    within: [0.5, Infinity],
    interval: (level) => textMean(wins, { ...options, level }),
  };
}

function tellingLength(
  fits: readonly MeasuredFit[],
  { first, second }: Comparison,
): number | null {
  const lengths = [...Map.groupBy(fits, ({ job }) => job.tokens)].filter(([, there]) => {
    const texts = (arrangement: string) =>
      new Set(
        there.filter(({ job }) => job.arrangement === arrangement).map(({ job }) => job.text.id),
      );
    return texts(first).intersection(texts(second)).size > 0;
  });
  if (lengths.length === 0) return null;
  const telling = lengths.filter(([, there]) =>
    [first, second].some((arrangement) => {
      const of = there.filter(({ job }) => job.arrangement === arrangement);
      return of.filter(({ result }) => result.exact).length >= of.length / 2;
    })
  );
  return telling.length > 0
    ? Math.max(...telling.map(([tokens]) => tokens))
    : Math.min(...lengths.map(([tokens]) => tokens));
}
