import { type Judgement, notRun } from "./claim.ts";
import { byModel, type Evidence, ofOneRecipe } from "./evidence.ts";
import { judgeParts } from "./parts.ts";
import { meanByText, textMean } from "./text_mean.ts";
import { scopeOf } from "./words.ts";

/** A share of texts, and where it is said to lie. */
export interface ExactShare {
  readonly claim: string;
  readonly arrangement: string;
  readonly tokens: number;
  readonly within: readonly [number, number];
}

/** Judges the share of natural texts that an arrangement gives back whole at one length. */
export function judgeExactShare(evidence: Evidence, share: ExactShare): Judgement {
  const { claim, arrangement, tokens, within } = share;
  const meant = ({ job }: { job: Evidence["fits"][number]["job"] }) =>
    job.arrangement === arrangement && job.tokens === tokens && job.text.source !== "random";
  const fits = ofOneRecipe(evidence.fits.filter(meant));
  if (fits.length === 0) return notRun(`Wants fits of ${arrangement} at N = ${tokens}.`);
  const waiting = evidence.unfinished.filter(meant);
  const parts = byModel(fits).map(([model, ofModel]) => {
    const texts = meanByText(ofModel, ({ result }) => result.exact ? 1 : 0);
    const open = new Set(
      waiting.filter(({ job }) => job.model.id === model && !texts.has(job.text.id))
        .map(({ job }) => job.text.id),
    ).size;
    return {
      name: `${model}, ${texts.size} texts${open > 0 ? `, ${open} not ended` : ""}`,
      within,
      interval: (level: number) =>
        textMean(texts, { claim, estimate: model, level, waiting: open }),
    };
  });
  return judgeParts(parts, {
    scope: scopeOf(fits.map(({ job }) => job)),
    reason:
      `Share of texts that ${arrangement} gives back whole at N = ${tokens}, interval exact ` +
      `binomial over texts, clustered by book.`,
    jobs: fits.map(({ key }) => key),
  });
}
