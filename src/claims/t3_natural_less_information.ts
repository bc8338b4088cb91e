import { published } from "../paper/mod.ts";
import { type Interval, twoSampleBootstrap } from "../statistics/mod.ts";
import { byBook } from "./by_book.ts";
import {
  capacityDifference,
  commonLengths,
  ofBooks,
  ratioOf,
  textCapacities,
  textsOf,
} from "./_capacity.ts";
import { endedLengths } from "./_ended_lengths.ts";
import { type Claim, notRun } from "./claim.ts";
import { byModel, type MeasuredFit, ofOneRecipe, paperArrangement, streamOf } from "./evidence.ts";
import { judgeParts, type Part } from "./parts.ts";
import { triedFar } from "./tried_far.ts";
import { scopeOf } from "./words.ts";

const id = "T3-natural-less-information";

/** Natural texts that outlast the grid would hold more than was seen; so many are let pass. */
const mostCensored = 0.1;

/** Accuracy from which a text counts as given back. */
const reached = published.settings.successAccuracy;

/** Both halves of the sentence: fewer nats, and more tokens. */
export const t3NaturalLessInformation: Claim = {
  id,
  experiment: "T3",
  statement: "Natural text stores less information than random words, though more tokens",
  place: "Table 3 and text (h)",
  paper: "for example Llama-3.2-1B, m not shared: H_LM 1551.3 nats random, 993.8 PG-19",
  basis: "tokens",
  division: "closed",
  evaluate(evidence) {
    const { fits, said } = endedLengths(evidence);
    const usable = ofOneRecipe(fits.filter(({ job }) => job.arrangement === paperArrangement));
    const parts: Part[] = [];
    const used: MeasuredFit[] = [];
    const missing: string[] = [];
    let censored = false;
    for (const [model, ofModel] of byModel(usable)) {
      const isRandom = ({ job }: MeasuredFit) => job.text.source === "random";
      const random = ofFarTexts(ofModel.filter(isRandom));
      const natural = ofFarTexts(
        ofModel.filter((fit) =>
          !isRandom(fit) && ["pg19", "fanfics", "generated"].includes(fit.job.text.source)
        ),
      );
      const [a, b] = [random, natural].map(informationOfTexts);
      const [randoms, naturals] = [random, natural].map((fits) => textsOf(textCapacities(fits)));
      if (randoms < 2 || naturals < 2) continue;
      const held = textCapacities(natural);
      if (held.filter((one) => one.censored).length > mostCensored * held.length) {
        censored = true;
        continue;
      }
      parts.push({
        name: `${model}, nats less, ${randoms} and ${naturals} texts`,
        within: [0, Infinity],
        interval: (level) => differenceOf([a, b], { model, level }),
      });
      const tokens = moreTokens(model, { random, natural });
      if (tokens === null) missing.push(`lengths that both were tried at on ${model}`);
      else parts.push(tokens);
      used.push(...random, ...natural);
    }
    if (parts.length === 0) {
      return notRun(
        censored
          ? "Wants longer lengths: over a tenth of the natural texts came back at the longest tried."
          : "Wants fits of random words and of natural text over the length grid." + said,
      );
    }
    return judgeParts(parts, {
      scope: scopeOf(used.map(({ job }) => job)),
      reason: "H_LM of each text's longest prefix at accuracy 0.99, random − natural, nats, and " +
        "difference of mean log2 capacity, natural − random; bootstrap over texts, those that were " +
        "tried at the longest length that six were tried at." + said,
      jobs: used.map(({ key }) => key),
      missing,
    });
  },
};

/** Fits of the texts, each seed by itself, that were tried far enough to tell. */
function ofFarTexts(fits: readonly MeasuredFit[]): MeasuredFit[] {
  const tried = ({ job }: MeasuredFit) => ({
    text: `${job.text.id} ${job.seed}`,
    tokens: job.tokens,
  });
  const far = triedFar(fits.map(tried));
  return fits.filter((fit) => far.has(tried(fit).text));
}

/** Mean nats a text, first − second; of one book nothing is known of others. */
function differenceOf(
  [a, b]: readonly number[][][],
  { model, level }: { readonly model: string; readonly level: number },
): Interval {
  // A mean needs two sums of each book, and resamples only add them up.
  const sums = (books: readonly number[][]) =>
    books.map((nats) => ({ sum: nats.reduce((x, y) => x + y, 0), texts: nats.length }));
  const statistic = (drawn: readonly { readonly sum: number; readonly texts: number }[]) => {
    let [sum, texts] = [0, 0];
    for (const book of drawn) {
      sum += book.sum;
      texts += book.texts;
    }
    return sum / texts;
  };
  const [first, second] = [sums(a), sums(b)];
  if (Math.min(a.length, b.length) < 2) {
    return { estimate: statistic(first) - statistic(second), low: -Infinity, high: Infinity };
  }
  return twoSampleBootstrap([first, second], statistic, {
    stream: streamOf(id, model),
    level,
  });
}

function moreTokens(
  model: string,
  { random, natural }: {
    readonly random: readonly MeasuredFit[];
    readonly natural: readonly MeasuredFit[];
  },
): Part | null {
  const lengths = commonLengths(natural, random);
  if (lengths.length === 0) return null;
  const [a, b] = [natural, random].map((fits) => ofBooks(textCapacities(fits, lengths)));
  if (a.length === 0 || b.length === 0) return null;
  return {
    name: `${model}, more tokens`,
    within: [0, Infinity],
    interval: (level) =>
      capacityDifference(a, b, {
        claim: id,
        estimate: `${model} tokens`,
        level,
        lengths,
      }),
    show: ratioOf,
  };
}

/** H_LM of each text's longest reconstructed prefix, each seed's, 0 where none was; by book. */
function informationOfTexts(fits: readonly MeasuredFit[]): number[][] {
  const tries = [...Map.groupBy(fits, ({ job }) => `${job.text.id} ${job.seed}`).values()];
  return byBook(
    tries.map((of) => {
      const held = of.filter(({ result }) => result.accuracy >= reached)
        .toSorted((a, b) => b.job.tokens - a.job.tokens);
      return [of[0].job.text.id, held[0]?.result.informationNats ?? 0] as const;
    }),
  );
}
