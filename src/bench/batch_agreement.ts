import { median } from "simple-statistics";
import type { FittedText } from "../proto/mod.ts";

/**
 * How near fits at one B are to the same fits at another. They do not see each other, and at one B
 * their bits do not depend on who shares the batch; but a product of more rows may be summed in
 * another order, and an optimiser that divides a gradient by its own size makes such last bits grow.
 */
export interface BatchAgreement {
  readonly texts: number;
  /** Texts whose vectors are the same, bit for bit. */
  readonly identicalTexts: number;
  /** Of the first step's loss: largest relative difference over texts. */
  readonly firstLossDifference: number;
  /** ‖a − b‖ ÷ ‖b‖ of a text's vectors as they ended: median and largest over texts. */
  readonly medianDifference: number;
  readonly largestDifference: number;
  /** Texts with as many right tokens as one at a time. */
  readonly sameAccuracyTexts: number;
}

/** Float32 in another order of summation. */
const firstLossTolerance = 1e-4;

type Fits = ReadonlyMap<string, FittedText>;

/**
 * Compares fits with the same fits one at a time.
 *
 * @throws RangeError where a text was not fitted, started from another loss, or took other steps
 */
export function batchAgreement(alone: Fits, together: Fits): BatchAgreement {
  const pairs = [...alone].map(([id, want]) => {
    const got = together.get(id);
    if (got === undefined) throw new RangeError(`Cannot compare batches: "${id}" was not fitted`);
    const [wantLoss, gotLoss] = [want, got].map(({ trajectory }) => trajectory[0].lossNats);
    const lossDifference = Math.abs(gotLoss - wantLoss) / wantLoss;
    // Written so that NaN fails.
    if (!(lossDifference <= firstLossTolerance) || got.steps !== want.steps) {
      throw new RangeError(
        `Cannot compare batches: "${id}" starts at loss ${gotLoss} and takes ${got.steps} steps, ` +
          `want ${wantLoss} within ${firstLossTolerance} relative and ${want.steps} steps`,
      );
    }
    return { want, got, lossDifference, difference: distance(got.proto, want.proto) };
  });
  const differences = pairs.map(({ difference }) => difference);
  return {
    texts: pairs.length,
    identicalTexts: differences.filter((difference) => difference === 0).length,
    firstLossDifference: Math.max(...pairs.map(({ lossDifference }) => lossDifference)),
    medianDifference: median(differences),
    largestDifference: Math.max(...differences),
    sameAccuracyTexts: pairs.filter(({ want, got }) => want.accuracy === got.accuracy).length,
  };
}

/**
 * Makes sure that fits of another round are the first round's, to the bit.
 *
 * @throws RangeError where they are not
 */
export function mustRepeat(first: Fits, again: Fits, batch: number): void {
  for (const [id, { proto }] of first) {
    const other = again.get(id)?.proto;
    if (other !== undefined && proto.every((value, at) => value === other[at])) continue;
    throw new RangeError(
      `Cannot time ${batch} texts at a time: "${id}" came out otherwise than in the first round`,
    );
  }
}

/** ‖a − b‖ ÷ ‖b‖. */
function distance(a: Float32Array, b: Float32Array): number {
  const norm = (of: (at: number) => number) => {
    let sum = 0;
    for (let at = 0; at < b.length; at++) sum += of(at) ** 2;
    return Math.sqrt(sum);
  };
  return norm((at) => a[at] - b[at]) / norm((at) => b[at]);
}
