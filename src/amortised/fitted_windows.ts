import type { ArrangementName } from "../proto/mod.ts";
import { tensorsSha256 } from "../records/content_sha256.ts";
import type { StudyContext } from "../study/study_fits.ts";
import { type FittedBank, fittedBank } from "./baselines.ts";
import { measuredLengths } from "./measure_encoder.ts";

/** Windows of N tokens of the training books that came back whole, with what they were fitted to. */
export interface FittedWindows {
  readonly texts: readonly (readonly number[])[];
  /** [K, D] of each. */
  readonly protos: readonly Float32Array[];
}

/** What an encoder is trained on where its loss is the distance to solutions. */
export interface Fitted {
  /** By N. */
  readonly windows: ReadonlyMap<number, FittedWindows>;
  /** As backFrom() gives it, of the network's own directions. */
  readonly back: Float32Array;
}

/** What fitting the windows of one length came to. */
export interface FittedLength {
  readonly tokens: number;
  /** Windows that were fitted, and those of them that came back whole: the others are left out. */
  readonly fitted: number;
  readonly whole: number;
  /** Most steps of a fit. */
  readonly maxSteps: number;
  /** Forward-backward passes of all fits together, the left out ones' too. */
  readonly passes: number;
  /** Of the solutions that are trained on. */
  readonly sha256: string;
}

/**
 * Fits `count` windows of N tokens, from the baselines' on and by their recipe and budget, so that
 * either finds what the other fitted.
 *
 * @throws RangeError where none came back whole
 */
export async function fittedWindows(
  books: Int32Array,
  { tokens, count, arrangement }: {
    readonly tokens: number;
    readonly count: number;
    readonly arrangement: ArrangementName;
  },
  context: StudyContext,
): Promise<{ readonly windows: FittedWindows; readonly length: FittedLength }> {
  const maxSteps = budgetOf(tokens);
  const bank = await fittedBank(books, { tokens, count, maxSteps, arrangement }, context);
  const windows = wholeOf(bank);
  const { length: whole } = windows.texts;
  if (whole === 0) {
    throw new RangeError(
      `Cannot train by distance at N = ${tokens}: of ${count} fitted windows none came back whole ` +
        `within ${maxSteps} steps, fit more of them or take shorter ones`,
    );
  }
  const sha256 = tensorsSha256(windows.protos);
  const length = { tokens, fitted: count, whole, maxSteps, passes: bank.textSteps, sha256 };
  return { windows, length };
}

/** The baselines' budget, at lengths they do not have that of the next longer one. */
function budgetOf(tokens: number): number {
  const fitting = measuredLengths.find((length) => length.tokens >= tokens);
  return (fitting ?? measuredLengths.at(-1)!).bankSteps;
}

/** Those whose solution says every token. */
export function wholeOf({ texts, protos, said }: FittedBank): FittedWindows {
  const whole = [...texts.keys()].filter((at) => texts[at].every((id, i) => said[at][i] === id));
  return { texts: whole.map((at) => texts[at]), protos: whole.map((at) => protos[at]) };
}
