import { evaluateClaims } from "../claims/mod.ts";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { count, fields, flag, listOf, number, text } from "../records/data_shape.ts";
import { readRunData } from "../records/run_data.ts";
import { latestRun, runFolders } from "../records/run_folders.ts";
import { FailedRunError } from "./failed_run_error.ts";
import { type FitReading, fitReadings } from "./fit_readings.ts";
import { type GradientReading, gradientReadings } from "./gradient_readings.ts";

/** What a tree computes that has a right answer. The same code on the same machine says the same. */
export interface Correctness {
  readonly fits: readonly FitReading[];
  readonly gradients: readonly GradientReading[];
  readonly verdicts: readonly VerdictReading[];
}

/** What a claim comes out as from the records of a committed run. */
export interface VerdictReading {
  readonly run: string;
  /** Claim, and kind of model. */
  readonly claim: string;
  readonly verdict: string;
}

/** Reads all of it in this process; takes seconds. */
export async function readCorrectness(): Promise<Correctness> {
  return {
    gradients: await gradientReadings(),
    fits: await fitReadings(),
    verdicts: await verdictReadings(),
  };
}

const shape = fields({
  fits: listOf(fields({
    model: text,
    recipe: text,
    text,
    tokens: count,
    correctTokens: count,
    exact: flag,
    steps: count,
    lossNats: number,
  })),
  gradients: listOf(fields({ model: text, text, lossDifference: number, distance: number })),
  verdicts: listOf(fields({ run: text, claim: text, verdict: text })),
});

/**
 * Correctness out of a process or a file.
 *
 * @throws {FailedRunError} where something is missing, or is no number
 */
export function correctnessOf(value: unknown, who: string): Correctness {
  const fault = shape(value, "") ?? emptyPart(value as Correctness);
  if (fault === null) return value as Correctness;
  throw new FailedRunError(`Cannot judge the correctness of ${who}: ${fault}`);
}

function emptyPart({ fits, gradients }: Correctness): string | null {
  if (fits.length === 0) return '"fits" is empty, want at least one';
  return gradients.length === 0 ? '"gradients" is empty, want at least one' : null;
}

const reports = fileURLToPath(new URL("../../reports/", import.meta.url));

async function verdictReadings(): Promise<VerdictReading[]> {
  const readings: VerdictReading[] = [];
  for (const run of await runFolders(reports)) {
    // Not kept: another's last run says nothing of this code.
    if (run === latestRun) continue;
    const { records, environment } = await readRunData(join(reports, run));
    // A study chooses its texts by what it is to find out: it judges no claim.
    if (environment.profile === "study") continue;
    for (const { id, kind, verdict } of evaluateClaims(records, environment)) {
      readings.push({ run, claim: `${id}, ${kind}`, verdict });
    }
  }
  return readings;
}
