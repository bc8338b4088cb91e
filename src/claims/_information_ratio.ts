import { mean } from "simple-statistics";
import type { Measured } from "../records/record.ts";
import { twoSampleBootstrap } from "../statistics/mod.ts";
import { byBook } from "./by_book.ts";
import { endedLengths } from "./_ended_lengths.ts";
import { sharedOutcomes } from "./_groups.ts";
import { type Judgement, notRun } from "./claim.ts";
import {
  byModel,
  type Evidence,
  type MeasuredFit,
  ofOneRecipe,
  paperArrangement,
  streamOf,
} from "./evidence.ts";
import { longestHeld, type TriedPrefix } from "./longest_held.ts";
import { judgeParts, type Part } from "./parts.ts";
import { triedFar } from "./tried_far.ts";
import { figure, scopeOf } from "./words.ts";

/** Where the ratio of one-pass to autoregressive information is said to lie, for some sources. */
export interface InformationRatio {
  readonly claim: string;
  readonly sources: readonly string[];
  readonly within: readonly [number, number];
  /** "each": every point of the figure; "average": their mean, which single ones may be far from. */
  readonly of: "each" | "average";
}

/** Texts that outlast the lengths tried hold more than was seen; so many are let pass. */
const mostCensored = 0.1;

/** Figure 3's panels: as many vectors a text are trained on either side. */
const panels = [
  { panel: "left", memVectors: 1, sharesM: true },
  { panel: "right", memVectors: 2, sharesM: false },
] as const;

/** How cramming is read: with the right token fed after a wrong one, as the paper does, or freely. */
const readings = ["teacher-forced", "free-running"] as const;

/**
 * Judges H_LM of the longest texts one pass gives back over that of the longest crammed into [mem]
 * vectors. One point a panel, model and source, as in Figure 3. The verdict is of cramming read
 * teacher-forced; what the model writes back freely is shown beside it.
 */
export function judgeInformationRatio(all: Evidence, ratio: InformationRatio): Judgement {
  const { sources, within } = ratio;
  const { fits: ended, said } = endedLengths(all);
  const evidence = ofOneWay(all, ended);
  const { fits } = evidence;
  const missing: string[] = [];
  const used: (MeasuredFit | Measured<"group fit"> | Measured<"cramming">)[] = [];
  const points = panels.flatMap(({ panel, memVectors, sharesM }) =>
    byModel(evidence.crammings).flatMap(([model]) =>
      sources.flatMap((source) => {
        const name = `${panel} panel, ${model}, ${source}`;
        const onePass = sharesM
          ? sharedTries(evidence, model, source)
          : ownTries(fits, model, source);
        const crammed = (reading: typeof readings[number]) =>
          crammedTries(evidence, { model, source, memVectors, reading });
        const [judged, beside] = readings.map((reading) =>
          partOf(`${name}, ${reading}`, { onePass, crammed: crammed(reading), ratio })
        );
        if (typeof judged === "string") {
          missing.push(`${name}${judged}`);
          return [];
        }
        used.push(
          ...(sharesM
            ? evidence.groupFits.filter(({ job }) =>
              job.model.id === model && job.shared === "m" && job.groupSize > 1 &&
              job.texts.some((text) => text.source === source)
            )
            : ownFits(fits, model, source)),
          ...evidence.crammings.filter(({ job }) =>
            job.model.id === model && job.text.source === source && job.memVectors === memVectors
          ),
        );
        return [{
          judged: { panel, reading: readings[0], part: judged },
          beside: typeof beside === "string" ? [] : [{ panel, reading: readings[1], part: beside }],
        }];
      })
    )
  );
  if (points.length === 0) {
    return notRun(
      (missing.some((one) => one.endsWith(outlasted))
        ? "Wants longer lengths: over a tenth of the texts came back at the longest tried, in one " +
          "pass or crammed."
        : "Wants cramming fits with one [mem] vector beside one-pass fits that share m, and with " +
          "two beside those that share none.") + said,
    );
  }
  const counted = (some: readonly Point[]) =>
    ratio.of === "each" ? some.map(({ part }) => part) : averages(some, ratio);
  return judgeParts(counted(points.map(({ judged }) => judged)), {
    scope: scopeOf(used.map(({ job }) => job)),
    reason: `ln of mean H_LM in one pass over mean H_LM crammed, bootstrap over texts (whole ` +
      `books, and groups where m is shared); ranges in ln, that is ${figure(within[0])} to ${
        figure(within[1])
      } as a ratio, halfway to the neighbouring guide lines.${said}`,
    jobs: used.map(({ key }) => key),
    missing,
    beside: counted(points.flatMap(({ beside }) => beside)),
  });
}

/** A point of the figure, one way of reading cramming. */
interface Point {
  readonly panel: string;
  readonly reading: string;
  readonly part: Part;
}

/** The mean point of each panel. Points are of different texts or models, so errors add as squares. */
function averages(points: readonly Point[], { within }: InformationRatio): Part[] {
  const groups = Map.groupBy(points, ({ panel, reading }) => `${panel} panel, ${reading}`);
  return [...groups].map(([name, of]) => ({
    name: `${name}, mean of ${of.length} points`,
    within: [Math.log(within[0]), Math.log(within[1])],
    interval: (level) => {
      const each = of.map(({ part }) => part.interval(level));
      const estimate = mean(each.map((one) => one.estimate));
      const spread = (of: (one: typeof each[number]) => number) =>
        Math.hypot(...each.map(of)) / each.length;
      return {
        estimate,
        low: estimate - spread((one) => one.estimate - one.low),
        high: estimate + spread((one) => one.high - one.estimate),
      };
    },
    show: of[0].part.show,
  }));
}

const outlasted = " (outlasts the lengths tried)";

/** Tries of texts that count as one: those of a group share a vector, those of a book more. */
type Units = readonly (readonly TriedPrefix[])[];

/** A point of the figure, or in words what it wants. */
function partOf(
  name: string,
  { onePass, crammed, ratio: { claim, within } }: {
    readonly onePass: Units;
    readonly crammed: Units;
    readonly ratio: InformationRatio;
  },
): Part | string {
  const sides = [onePass, crammed].map((units) => {
    const far = triedFar(units.flat());
    return units.map((tries) => longestHeld(tries.filter(({ text }) => far.has(text))))
      .filter((texts) => texts.length > 0);
  });
  if (sides.some((units) => units.length < 2)) {
    return sides[0].length === 1 && sides[1].length > 1
      ? " (one group with one seed, or one book)"
      : "";
  }
  const isCensored = sides.some((units) => {
    const texts = units.flat();
    const outlasting = texts.filter(({ tokens, triedTokens }) => tokens === triedTokens);
    return outlasting.length > mostCensored * texts.length;
  });
  if (isCensored) return outlasted;
  const [a, b] = sides.map((units) =>
    units.map((texts) => texts.map(({ informationNats }) => informationNats))
  );
  return {
    name: `${name}, ${a.length} and ${b.length}`,
    within: [Math.log(within[0]), Math.log(within[1])],
    interval: (level) =>
      twoSampleBootstrap([a, b], (drawn) => Math.log(mean(drawn.flat())), {
        stream: streamOf(claim, name),
        level,
      }),
    show: ({ estimate, low, high }) =>
      `× ${figure(Math.exp(estimate))} [${figure(Math.exp(low))}, ${figure(Math.exp(high))}]`,
  };
}

/**
 * Evidence of one recipe either way, the one most crammings have: another would be told apart by how
 * well it fits. Of seeds those that were crammed too: a text holds more by the best of several.
 */
function ofOneWay(evidence: Evidence, ended: readonly MeasuredFit[]): Evidence {
  const crammings = ofOneRecipe(evidence.crammings);
  const isOfIt = ({ job }: { readonly job: MeasuredFit["job"] | Measured<"group fit">["job"] }) =>
    job.recipe.name === crammings[0]?.job.recipe.name;
  const seeds = new Set(crammings.map(({ job }) => job.seed));
  return {
    ...evidence,
    fits: ended.filter((fit) => isOfIt(fit) && seeds.has(fit.job.seed)),
    groupFits: evidence.groupFits.filter(isOfIt),
    crammings,
  };
}

function ownFits(fits: readonly MeasuredFit[], model: string, source: string): MeasuredFit[] {
  return fits.filter(({ job }) =>
    job.arrangement === paperArrangement && job.model.id === model && job.text.source === source
  );
}

function ownTries(fits: readonly MeasuredFit[], model: string, source: string): Units {
  return unitsOf(
    ownFits(fits, model, source).map(({ job, result }) => ({
      text: job.text.id,
      tokens: job.tokens,
      accuracy: result.accuracy,
      informationNats: result.informationNats,
    })),
  );
}

function sharedTries({ groupFits }: Evidence, model: string, source: string): Units {
  const there = sharedOutcomes(
    groupFits.filter(({ job }) => job.model.id === model),
    (text) => text.source === source,
  );
  return [...Map.groupBy(there, ({ unit }) => unit).values()];
}

function crammedTries(
  { crammings }: Evidence,
  { model, source, memVectors, reading }: {
    readonly model: string;
    readonly source: string;
    readonly memVectors: number;
    readonly reading: typeof readings[number];
  },
): Units {
  const there = crammings.filter(({ job }) =>
    job.model.id === model && job.text.source === source && job.memVectors === memVectors
  );
  return unitsOf(there.map(({ job, result }) => ({
    text: job.text.id,
    tokens: job.tokens,
    accuracy: reading === "teacher-forced" ? result.teacherForcedAccuracy : result.greedyAccuracy,
    informationNats: result.informationNats,
  })));
}

function unitsOf(tries: readonly TriedPrefix[]): Units {
  return byBook(tries.map((one) => [one.text, one]));
}
