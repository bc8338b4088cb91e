import { mean as meanOf } from "simple-statistics";
import { studentInterval } from "../statistics/mod.ts";
import { byBook } from "./by_book.ts";
import { type Judgement, notRun } from "./claim.ts";
import { byModel, type Evidence } from "./evidence.ts";
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
}

/** Smallest difference an accuracy over 128 tokens can show, halved: five texts may agree to it. */
const leastDeviation = 0.004;

/**
 * Judges walks between solutions; pairs of one text share solutions and count as one, and so do
 * texts of one book. Intervals are
 * Student's, since the paper itself has five texts and a bootstrap wants six.
 */
export function judgeCurves({ curves }: Evidence, walk: CurveClaim): Judgement {
  const { name, within, ofText } = walk;
  const parts = byModel(curves).flatMap(([model, ofModel]): Part[] => {
    const texts = [...Map.groupBy(ofModel, ({ job }) => job.text.id)].map(([text, pairs]) => {
      const values = pairs.map(({ result }) => walk.of(result));
      return [text, ofText === "largest" ? Math.max(...values) : meanOf(values)] as const;
    });
    if (texts.length < 2) return [];
    const books = byBook(texts).map((values) => meanOf(values));
    const mean: Part = {
      name: `${model}, ${name}, ${ofModel.length} pairs of ${texts.length} texts`,
      within,
      interval: (level) =>
        books.length < 2
          ? { estimate: books[0], low: -Infinity, high: Infinity }
          : studentInterval(books, { level, leastDeviation }),
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
  return judgeParts(parts, {
    scope: scopeOf(curves.map(({ job }) => job)),
    reason: ofText === "mean"
      ? `Mean over texts of the ${name} of their pairs of solutions, Student's interval over texts.`
      : `The ${name}: its largest of each text, mean over texts with Student's interval, and the ` +
        `largest of all, which is what the paper prints.`,
    jobs: curves.map(({ key }) => key),
  });
}
