import { arrangementNamed, attainableAccuracy } from "../proto/mod.ts";
import { certificateSaid, missingCertificate } from "./_equal_outputs.ts";
import { type Judgement, notRun } from "./claim.ts";
import { byModel, type Evidence, type MeasuredFit, ofOneRecipe } from "./evidence.ts";
import { judgeParts, type Part } from "./parts.ts";
import { meanByText, textMean } from "./text_mean.ts";
import { scopeOf } from "./words.ts";

/** An arrangement that was fitted, against one whose best is known without a fit. */
export interface BoundComparison {
  readonly claim: string;
  readonly winner: string;
  readonly loser: string;
  /** N at which the paper prints both. */
  readonly tokens: number;
}

/**
 * Judges that an arrangement does better on a text than another one could whatever is learnt: the
 * loser's outputs that see one vector alone are equal (docs/theorems.md), so its best follows from
 * the text. On texts whose tokens repeat the two may tie; those say nothing.
 */
export function judgeAgainstBound(evidence: Evidence, comparison: BoundComparison): Judgement {
  const { claim, winner, loser, tokens } = comparison;
  const there = evidence.fits.filter(({ job, result }) =>
    job.tokens === tokens && job.text.source !== "random" && result.targetIds.length === tokens
  );
  const bound = ({ result }: MeasuredFit) =>
    attainableAccuracy(arrangementNamed(loser), result.targetIds).most;
  const usable = ofOneRecipe(there.filter(({ job }) => job.arrangement === winner));
  const missing: string[] = [];
  const used: MeasuredFit[] = [];
  const parts = byModel(usable).flatMap(([model, fits]): Part[] => {
    const differences = meanByText(fits, (fit) => fit.result.accuracy - bound(fit));
    // A share of tokens and its bound are the same fraction, up to rounding.
    const wins = new Map(
      [...differences].filter(([, difference]) => Math.abs(difference) > 1e-9)
        .map(([text, difference]) => [text, difference > 0 ? 1 : 0]),
    );
    if (wins.size === 0) return [];
    used.push(...fits);
    missing.push(...missingCertificate(evidence, model), ...beyond(there, { model, loser, bound }));
    const waiting = new Set(
      evidence.unfinished.map(({ job }) => job).filter((job) =>
        job.model.id === model && job.tokens === tokens && job.arrangement === winner &&
        job.recipe.name === fits[0].job.recipe.name && job.text.source !== "random" &&
        !fits.some((fit) => fit.job.text.id === job.text.id)
      ).map(({ text }) => text.id),
    ).size;
    const ties = differences.size - wins.size;
    return [{
      name: `${model}, N = ${tokens}, better on ${
        [...wins.values()].filter((win) => win === 1).length
      } of ${wins.size} texts${ties > 0 ? `, ${ties} ties` : ""}${
        waiting > 0 ? `, ${waiting} not ended` : ""
      }`,
      within: [0.5, Infinity],
      interval: (level) => textMean(wins, { claim, estimate: model, level, waiting }),
    }];
  });
  if (parts.length === 0) {
    return notRun(`Wants fits of ${winner} at N = ${tokens} on texts whose tokens do not repeat.`);
  }
  return judgeParts(parts, {
    scope: scopeOf(used.map(({ job }) => job)),
    reason: `Share of texts on which ${winner}, as fitted, does better than ${loser} could with ` +
      `any vectors; the latter follows from the text (docs/theorems.md) and is not fitted. Exact ` +
      `sign test over texts, ties left out.${
        certificateSaid(evidence, byModel(used).map(([model]) => model))
      }`,
    jobs: used.map(({ key }) => key),
    missing,
  });
}

/** Fits of the loser that did better than it can: the theorem would not hold for this model. */
function beyond(
  there: readonly MeasuredFit[],
  { model, loser, bound }: {
    readonly model: string;
    readonly loser: string;
    readonly bound: (fit: MeasuredFit) => number;
  },
): string[] {
  const above = there.filter((fit) =>
    fit.job.model.id === model && fit.job.arrangement === loser &&
    fit.result.accuracy > bound(fit) + 1e-9
  );
  return above.length === 0
    ? []
    : [`a bound that holds: ${above.length} fits of ${loser} on ${model} lie above it`];
}
