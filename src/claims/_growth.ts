import { logLogSlope, logLogSlopeOfBooks } from "../statistics/mod.ts";
import { byBook } from "./by_book.ts";
import { endedLengths } from "./_ended_lengths.ts";
import { type Judgement, notRun } from "./claim.ts";
import {
  byModel,
  type Evidence,
  type MeasuredFit,
  ofOneRecipe,
  paperArrangement,
  streamOf,
} from "./evidence.ts";
import { judgeParts, type Part } from "./parts.ts";
import { intervalText, scopeOf } from "./words.ts";

/** A quantity of a fit that may grow with N, and where the exponent of N is said to lie. */
export interface Growth {
  readonly claim: string;
  /** For example "steps". */
  readonly name: string;
  readonly within: readonly [number, number];
  of(fit: MeasuredFit): number;
  /** Which fits count; all where absent. */
  readonly only?: {
    readonly fits: (ofModel: readonly MeasuredFit[]) => readonly MeasuredFit[];
    readonly said: string;
  };
  /** Said of a model's fits beside its exponent. */
  readonly also?: (fits: readonly MeasuredFit[]) => string;
}

/** The shortest length of the paper's table of times: below it a step is mostly overhead. */
export const paperFromTokens = 32;

/** Below it an exponent is shown and not judged. */
const fewestTexts = 3;

/**
 * The fits of one engine and batch size, of those that cover most lengths the most: a fit's seconds
 * are its share of a batch's, and another device, or more texts at a time, takes others.
 */
export function ofOneEngine(fits: readonly MeasuredFit[]): MeasuredFit[] {
  const groups = [
    ...Map.groupBy(
      fits,
      ({ job: { engine } }) =>
        `${engine.engine} ${engine.device} ${engine.threads} ${engine.weights} ${engine.batch}`,
    ).values(),
  ];
  const lengths = (of: readonly MeasuredFit[]) => new Set(of.map(({ job }) => job.tokens)).size;
  return groups.sort((a, b) => lengths(b) - lengths(a) || b.length - a.length)[0] ?? [];
}

/** The fits that count, of each model and recipe by itself. */
function counted(
  fits: readonly MeasuredFit[],
  only: (ofModel: readonly MeasuredFit[]) => readonly MeasuredFit[] = (all) => all,
): MeasuredFit[] {
  const recipes = Map.groupBy(fits, ({ job }) => job.recipe.name);
  return [...recipes.values()].flatMap((of) => byModel(of).flatMap(([, ofModel]) => only(ofModel)));
}

/** Judges the log-log slope of a quantity over N, each model apart, interval clustered by text. */
export function judgeGrowth(evidence: Evidence, growth: Growth): Judgement {
  const { claim, name, within, only, also } = growth;
  const ended = endedLengths(evidence);
  const usable = ofOneRecipe(
    counted(ended.fits.filter(({ job }) => job.arrangement === paperArrangement), only?.fits),
  );
  const used: MeasuredFit[] = [];
  const parts = byModel(usable).flatMap(([model, fits]): Part[] => {
    const texts = Map.groupBy(fits, ({ job }) => job.text.id);
    if (texts.size < 2 || new Set(fits.map(({ job }) => job.tokens)).size < 2) return [];
    used.push(...fits);
    const pointsOf = (fits: readonly MeasuredFit[]) =>
      fits.map((fit) => ({ x: fit.job.tokens, y: growth.of(fit) }));
    const books = byBook([...texts].map(([text, fits]) => [text, pointsOf(fits)] as const));
    return [{
      name: model,
      within,
      // The paper's times begin there: how shorter texts do says nothing against them.
      against: fits.some(({ job }) => job.tokens >= paperFromTokens) ? "either" : "neither",
      interval: (level) => {
        // Two texts agree by chance too often for what their difference says of others.
        if (texts.size < fewestTexts || books.length < 2) {
          return { estimate: logLogSlope(pointsOf(fits)), low: NaN, high: NaN };
        }
        return logLogSlopeOfBooks(books, { stream: streamOf(claim, model), level });
      },
      show: (slope) =>
        `${name} ∝ N^${intervalText(slope)}${also === undefined ? "" : `, ${also(fits)}`}`,
    }];
  });
  if (parts.length === 0) {
    return notRun(
      `Wants fits of at least two texts at two lengths of one model${
        only ? `, ${only.said}` : ""
      }.${ended.said}`,
    );
  }
  return judgeParts(parts, {
    scope: scopeOf(used.map(({ job }) => job)),
    reason: `Least-squares slope of ln ${name} over ln N, ${used.length} fits, bootstrap over ` +
      `books and their texts; ${
        only?.said ?? `fits out of budget count with the ${name} they used`
      }.${ended.said}`,
    jobs: used.map(({ key }) => key),
  });
}
