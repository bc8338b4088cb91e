import { join } from "node:path";
import { type FittedLength, type FittedWindows, fittedWindows } from "../amortised/mod.ts";
import { fixtureSettings } from "../fixtures/mod.ts";
import type { ArrangementName } from "../proto/mod.ts";
import type { ReadyToRun } from "./_ready_model.ts";
import { type Call, openStudyContext } from "./_study_context.ts";
import type { Talk } from "./_talk.ts";

/** Where fits of books are kept: those that encoders are trained on are baselines' as well. */
export function encoderFitsFolder(model: string): string {
  return join(fixtureSettings().cacheFolder, "encoder-measure", model);
}

/** Fits windows of every length, or finds them fitted, and tells how many came back whole. */
export async function fittedForTraining(
  opened: ReadyToRun,
  { lengths, threads, talk, call: { again, signal }, ...how }: {
    readonly lengths: readonly number[];
    /** Windows of each length. */
    readonly count: number;
    readonly arrangement: ArrangementName;
    readonly books: Int32Array;
    readonly threads: number;
    readonly talk: Talk;
    readonly call: Call;
  },
): Promise<{
  readonly windows: ReadonlyMap<number, FittedWindows>;
  readonly fitted: readonly FittedLength[];
}> {
  const folder = encoderFitsFolder(opened.ready.id);
  using study = await openStudyContext(opened, { threads, folder, command: again, talk, signal });
  const windows = new Map<number, FittedWindows>();
  const fitted: FittedLength[] = [];
  for (const tokens of lengths) {
    const found = await fittedWindows(how.books, { tokens, ...how }, study.context);
    windows.set(tokens, found.windows);
    fitted.push(found.length);
    const { whole, passes, maxSteps } = found.length;
    const leftOut = how.count - whole;
    talk.line(
      `N = ${tokens}: ${whole.toLocaleString("en")} of ${how.count.toLocaleString("en")} windows ` +
        `came back whole, in ${passes.toLocaleString("en")} passes` +
        (leftOut === 0 ? "" : `; ${leftOut} did not within ${maxSteps} steps and are left out`),
    );
  }
  return { windows, fitted };
}
