import { median } from "simple-statistics";
import { type MeasuredFit, type MeasuredThroughput, paperArrangement } from "./evidence.ts";

/** How often a text must be read back before one pass has repaid the time its fit took. */
export interface BreakEven<Fit extends MeasuredFit = MeasuredFit> {
  readonly fit: Fit;
  /** Median time autoregressive decoding takes beyond one pass, seconds. */
  readonly savedSeconds: number;
  /** null where one pass saves nothing. */
  readonly decodes: number | null;
}

/** For every exact fit of the text that was timed, what repays it. */
export function breakEvens<Fit extends MeasuredFit>(
  { job, result }: Pick<MeasuredThroughput, "job" | "result">,
  fits: readonly Fit[],
): BreakEven<Fit>[] {
  const savedSeconds =
    (median([...result.autoregressiveMilliseconds]) - median([...result.onePassMilliseconds])) /
    1000;
  return fits.filter((one) =>
    one.result.exact && one.job.model.id === job.model.id && one.job.tokens === job.tokens &&
    one.job.text.id === job.text.id && one.job.arrangement === paperArrangement
  ).map((fit) => ({
    fit,
    savedSeconds,
    decodes: savedSeconds > 0 ? fit.result.elapsedSeconds / savedSeconds : null,
  }));
}
