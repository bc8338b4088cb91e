import { median } from "simple-statistics";
import { sourceName } from "../claims/words.ts";
import { canonicalJson, sha256 } from "../records/canonical.ts";
import type { JobRecord, Measured } from "../records/record.ts";
import { binomialInterval } from "../statistics/binomial_interval.ts";
import type { Metric } from "./metric.ts";

type Fit = Measured<"fit">;

/**
 * Per model, arrangement, recipe, source and N: the share of texts that came out exact, and the median
 * steps it took. Per engine settings: the median time of a step.
 */
export function fitMetrics(records: readonly JobRecord[], environment: string): Metric[] {
  const fits = measuredFits(records);
  const bySetting = Map.groupBy(fits, ({ job }) => settingOf(job));
  const byEngine = Map.groupBy(fits, ({ job }) => settingOf(job, { texts: false }));
  return [
    ...[...bySetting].flatMap(([id, some]) => [
      exactMetric(some, { id, environment }),
      ...stepsMetric(some, { id, environment }),
    ]),
    ...[...byEngine].map(([id, some]) => stepTimeMetric(some, { id, environment })),
  ];
}

/** The single fits of a run that ended with a result. */
export function measuredFits(records: readonly JobRecord[]): Fit[] {
  return records.filter((record): record is Fit =>
    record.job.kind === "fit" && record.outcome === "measured"
  );
}

/**
 * What two fits have to share to be counted together: everything but the text and the seed, or all
 * that the time of a step depends on.
 */
export function settingOf(
  { model, arrangement, recipe, text, tokens, engine }: Fit["job"],
  { texts = true }: { readonly texts?: boolean } = {},
): string {
  const settings = { weights: model.weightsSha256, arrangement, tokens };
  // What a step takes depends on how it is run, not on what is fitted and by which rates.
  const own = texts ? { recipe, source: sourceName(text) } : { engine };
  return sha256(canonicalJson({ ...settings, ...own })).slice(0, 16);
}

interface Where {
  readonly id: string;
  readonly environment: string;
}

function exactMetric(fits: readonly Fit[], { id, environment }: Where): Metric {
  const exact = fits.filter(({ result }) => result.exact).length;
  const { estimate, low, high } = binomialInterval(exact, fits.length);
  return {
    id: `exact ${id}`,
    group: "Texts that came out exact",
    name: nameOf(fits[0]),
    unit: "share",
    ...{ value: estimate, low, high },
    of: `${exact} of ${counted(fits.length, "fit")}`,
    better: "higher",
    environment,
    noisy: false,
  };
}

/** None where more than half did not come out within the budget: the median is beyond it. */
function stepsMetric(fits: readonly Fit[], { id, environment }: Where): Metric[] {
  const steps = fits.map(({ result }) => result.exact ? result.steps : Infinity);
  const value = median(steps);
  if (!Number.isFinite(value)) return [];
  return [{
    id: `steps ${id}`,
    group: "Steps to an exact text",
    name: nameOf(fits[0]),
    unit: "steps",
    value,
    of: `median of ${counted(fits.length, "fit")}, those not exact counted as longest`,
    better: "lower",
    environment,
    noisy: false,
  }];
}

function stepTimeMetric(fits: readonly Fit[], { id, environment }: Where): Metric {
  const [{ job: { model, engine, tokens } }] = fits;
  return {
    id: `step time ${id}`,
    group: "Time of a step",
    name: `${model.id}, N = ${tokens}, ${counted(engine.batch, "text")} at a time, ` +
      `${counted(engine.threads, "thread")}, ${engine.engine} ${engine.device}`,
    unit: "ms",
    value: median(fits.map(({ result }) => result.stepMilliseconds)),
    of: `median of ${counted(fits.length, "fit")}`,
    better: "lower",
    environment,
    noisy: fits.some(({ warnings }) => warnings.some(({ kind }) => kind === "noisy timing")),
  };
}

function nameOf({ job: { model, recipe, arrangement, text, tokens } }: Fit): string {
  const own = arrangement === "[e][m]×(N−1)" ? "" : `, ${arrangement}`;
  return `${model.id}, ${recipe.name} recipe of at most ${
    recipe.maxSteps.toLocaleString("en")
  } steps${own}, ${sourceName(text)}, N = ${tokens}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
