import { mean as meanOf } from "simple-statistics";
import { studentInterval } from "../statistics/mod.ts";
import { byBook } from "./by_book.ts";
import { type Judgement, notRun } from "./claim.ts";
import type { Evidence } from "./evidence.ts";
import { ofOneLength, othersLeftOut } from "./_one_length.ts";
import type { CurveResult } from "../records/experiment_records.ts";
import { judgeParts, type Part } from "./parts.ts";
import { scopeOf } from "./words.ts";

/** One number of a pair of solutions, and where its mean over texts is said to lie. */
export interface CurveClaim {
  readonly name: string;
  readonly within: readonly [number, number];
  /** What becomes of the pairs of a text: their mean, or their largest. */
  readonly ofText: "mean" | "largest";
  of(result: CurveResult): number;
  /** Least and greatest value that it can have. */
  readonly range: readonly [number, number];
  /** What texts that agree over N tokens still may differ by, a standard deviation. */
  resolution(tokens: number): number;
}

/** Half a token: what accuracies over N tokens that agree may differ by. */
export function halfToken(tokens: number): number {
  return 0.5 / tokens;
}

/** The paper walks on five texts, and fewer are no reason to take a shorter length. */
const paperTexts = 5;

/**
 * Judges walks between solutions of one length; pairs of one text share solutions and count as one,
 * and so do texts of one book. Intervals are Student's, since the paper itself has five texts and a
 * bootstrap wants six.
 */
export function judgeCurves({ curves }: Evidence, walk: CurveClaim): Judgement {
  const { name, within, ofText } = walk;
  const used: Evidence["curves"][number][] = [];
  const alike = ofOneLength(curves, { unitsOf: ({ job }) => [job.text.id], enough: paperTexts });
  const parts = alike.flatMap(([model, ofModel]): Part[] => {
    const { job: { tokens } } = ofModel[0];
    const texts = [...Map.groupBy(ofModel, ({ job }) => job.text.id)].map(([text, pairs]) => {
      const values = pairs.map(({ result }) => walk.of(result));
      return [text, ofText === "largest" ? Math.max(...values) : meanOf(values)] as const;
    });
    if (texts.length < 2) return [];
    used.push(...ofModel);
    const books = byBook(texts).map((values) => meanOf(values));
    const mean: Part = {
      name: `${model}, N = ${tokens}, ${name}, ${ofModel.length} pairs of ${texts.length} texts`,
      within,
      interval: (level) => {
        const [least, most] = walk.range;
        if (books.length < 2) return { estimate: books[0], low: least, high: most };
        const leastDeviation = walk.resolution(tokens);
        const { estimate, low, high } = studentInterval(books, { level, leastDeviation });
        return { estimate, low: Math.max(least, low), high: Math.min(most, high) };
      },
    };
    if (ofText === "mean") return [mean];
    const largest = Math.max(...texts.map(([, value]) => value));
    return [mean, {
      name: `${model}, the largest of all`,
      within,
      against: "neither",
      interval: () => ({ estimate: largest, low: largest, high: largest }),
    }];
  });
  if (parts.length === 0) {
    return notRun("Wants walks between solutions of at least two texts.");
  }
  const method = ofText === "mean"
    ? `Mean over texts of the ${name} of their pairs of solutions, Student's interval over texts.`
    : `The ${name}: its largest of each text, mean over texts with Student's interval, and the ` +
      `largest of all, which is what the paper prints.`;
  return judgeParts(parts, {
    scope: scopeOf(used.map(({ job }) => job)),
    reason: method + othersLeftOut(curves, alike),
    jobs: used.map(({ key }) => key),
  });
}
