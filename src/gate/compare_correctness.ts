import { signedRank } from "../statistics/signed_rank.ts";
import type { Correctness, VerdictReading } from "./correctness.ts";
import type { FitReading } from "./fit_readings.ts";
import type { GradientReading } from "./gradient_readings.ts";

/** What came of comparing one kind of reading. */
export interface Finding {
  readonly reading: "gradients" | "exact texts" | "steps to exact" | "verdicts";
  readonly verdict: "pass" | "regression" | "not compared";
  /** A sentence, the first places named. */
  readonly says: string;
}

/** Two sides that did not read the same things. */
export class OtherReadingsError extends Error {}

export interface CorrectnessPair {
  readonly base: Correctness;
  readonly head: Correctness;
}

/**
 * Compares what was read, in both directions: more right tokens or fewer steps than before are a
 * change of what is computed as much as fewer and more, and want a look and a blessing.
 *
 * @throws {OtherReadingsError} where the sides fitted other texts
 */
export function compareCorrectness(
  pair: CorrectnessPair,
  { sameMachine }: {
    /** Steps go by the last bits, which another processor may round otherwise. */
    readonly sameMachine: boolean;
  },
): Finding[] {
  const fits = pairedFits(pair);
  return [
    gradients(pair.head.gradients),
    exactTexts(fits),
    sameMachine ? stepsToExact(fits) : {
      reading: "steps to exact",
      verdict: "not compared",
      says: "another machine's processor may round otherwise, and steps go by the last bits",
    },
    verdicts(pair),
  ];
}

/** Float32 in another order of summation leaves 1e-6. */
const gradientTolerance = 1e-4;

function gradients(readings: readonly GradientReading[]): Finding {
  // Written so that NaN fails.
  const wrong = readings.filter(({ lossDifference, distance }) =>
    !(lossDifference <= gradientTolerance && distance <= gradientTolerance)
  );
  const worst = Math.max(...readings.map(({ distance }) => distance));
  return {
    reading: "gradients",
    verdict: wrong.length === 0 ? "pass" : "regression",
    says: wrong.length === 0
      ? `${readings.length} agree with transformers', the farthest by ${worst.toExponential(1)}`
      : `${wrong.length} of ${readings.length} are not transformers': ${
        listed(wrong.map(({ model, text, distance, lossDifference }) =>
          `${model} ${text} is ${distance.toExponential(1)} away, its loss ` +
          `${lossDifference.toExponential(1)} nats`
        ))
      }; want within ${gradientTolerance}`,
  };
}

interface FitPair {
  readonly base: FitReading;
  readonly head: FitReading;
}

function pairedFits({ base, head }: CorrectnessPair): FitPair[] {
  const nameOf = ({ model, recipe, text, tokens }: FitReading) =>
    `${model}, ${recipe}, ${text}, N = ${tokens}`;
  const heads = new Map(head.fits.map((fit) => [nameOf(fit), fit]));
  const pairs = base.fits.flatMap((fit) => {
    const found = heads.get(nameOf(fit));
    return found === undefined ? [] : [{ base: fit, head: found }];
  });
  if (pairs.length === base.fits.length && pairs.length === head.fits.length) return pairs;
  throw new OtherReadingsError(
    `Cannot compare fits: base has ${base.fits.length}, head ${head.fits.length}, and ` +
      `${pairs.length} are of the same texts; bless a new baseline`,
  );
}

function exactTexts(pairs: readonly FitPair[]): Finding {
  const exact = (who: keyof FitPair) => pairs.filter((pair) => pair[who].exact).length;
  const changed = pairs.filter(({ base, head }) => base.correctTokens !== head.correctTokens);
  const [before, now] = [exact("base"), exact("head")];
  if (changed.length === 0) {
    return {
      reading: "exact texts",
      verdict: "pass",
      says: `${now} of ${pairs.length}, each with as many right tokens as before`,
    };
  }
  return {
    reading: "exact texts",
    verdict: "regression",
    says: `${now} of ${pairs.length}, before ${before}: ${
      listed(changed.map(({ base, head }) =>
        `${head.model} ${head.text} has ${head.correctTokens} of ${head.tokens} tokens, before ` +
        base.correctTokens
      ))
    }`,
  };
}

/** A change that is beyond chance and not small, or that is large. */
const [smallChange, largeChange] = [0.05, 0.1];

function stepsToExact(pairs: readonly FitPair[]): Finding {
  const total = (who: keyof FitPair) => pairs.reduce((sum, pair) => sum + pair[who].steps, 0);
  const [before, now] = [total("base"), total("head")];
  const changed = pairs.filter(({ base, head }) => base.steps !== head.steps).length;
  const ranks = signedRank(
    pairs.map(({ base, head }) => Math.log((head.steps + 1) / (base.steps + 1))),
  );
  const byChance = 2 * Math.min(ranks.pAbove, ranks.pBelow) >= 0.05;
  const share = now / before - 1;
  const beyond = Math.abs(share) > largeChange ||
    (!byChance && Math.abs(Math.expm1(ranks.estimate)) > smallChange);
  const bits = pairs.every(({ base, head }) => base.lossNats === head.lossNats);
  const direction = share < 0 ? "sooner, which is suspicious as well" : "later";
  return {
    reading: "steps to exact",
    verdict: beyond ? "regression" : "pass",
    says: changed === 0
      ? `${now} in all, the same in every text` + (bits ? ", to the last bit of the loss" : "")
      : `${now} in all, before ${before} (${signedPercent(share)}), other in ${changed} of ` +
        `${pairs.length} texts${beyond ? `: ${direction}` : ""}`,
  };
}

function verdicts({ base, head }: CorrectnessPair): Finding {
  const nameOf = ({ run, claim }: VerdictReading) => `${claim} of ${run}`;
  const heads = new Map(head.verdicts.map((one) => [nameOf(one), one.verdict]));
  const changed = base.verdicts.filter((one) => heads.get(nameOf(one)) !== one.verdict);
  const fresh = head.verdicts.length + changed.filter((one) => !heads.has(nameOf(one))).length -
    base.verdicts.length;
  return {
    reading: "verdicts",
    verdict: changed.length === 0 ? "pass" : "regression",
    says: changed.length === 0
      ? `${base.verdicts.length} of the committed runs, as before` +
        (fresh === 0 ? "" : `; ${fresh} new`)
      : `${changed.length} of ${base.verdicts.length} are others: ${
        listed(changed.map((one) =>
          `${nameOf(one)} is ${heads.get(nameOf(one)) ?? "gone"}, before ${one.verdict}`
        ))
      }`,
  };
}

/** The first three. */
function listed(lines: readonly string[]): string {
  const shown = lines.slice(0, 3).join("; ");
  return lines.length > 3 ? `${shown}; and ${lines.length - 3} more` : shown;
}

function signedPercent(share: number): string {
  return `${share < 0 ? "−" : "+"}${Math.abs(100 * share).toFixed(1)} %`;
}
