import { median } from "simple-statistics";
import type { PlanCell } from "../experiments/plan_cell.ts";
import { measured } from "../records/measured.ts";
import type { JobRecord, Measured } from "../records/record.ts";
import type { WorkCell } from "./plan_cells.ts";

/** What a cell will take, at most and as earlier runs suggest. */
export interface CellEstimate extends WorkCell {
  readonly likelySteps: number;
  readonly likelySeconds: number;
  readonly atMostSeconds: number;
}

export interface PlanEstimate {
  readonly cells: readonly CellEstimate[];
  /** How the seconds came about, in words. */
  readonly basis: string;
  readonly likelySeconds: number;
  readonly atMostSeconds: number;
  /** Weights once in float32 beside the published file, and the run's store. */
  readonly diskBytes: number;
}

/**
 * Milliseconds of an engine call: weights are read whole twice, then every row (text × position)
 * costs 4 operations a parameter. Fitted to SmolLM2-135M on two EPYC cores, N = 4 to 64
 * (docs/log.md): 78 ms at 16 rows, 120 at 32, 220 at 64.
 */
export function referenceMilliseconds(
  { model, batch, tokens }: Pick<PlanCell, "model" | "batch" | "tokens">,
): number {
  const parameters = parametersOf(model);
  return 2 + parameters * (3.3e-7 + 2e-8 * batch * tokens);
}

/** Of a GPU over two cores, were it to do 10 TFLOP/s where those do 0.2: assumed, not measured. */
export const gpuSpeedUp = 50;

/** Median steps to an exact text, of the runs in docs/log.md; those that fail use their budget. */
const medianSteps: Readonly<Record<string, number>> = {
  "open [e][m]×(N−1) 2": 20,
  "open [e][m]×(N−1) 4": 60,
  "open [e][m]×(N−1) 8": 250,
  "open [e][m]×(N−1) 16": 450,
  "open [e,m]×N/2 4": 80,
  "open [e][m]×N 4": 60,
  "open [e][m]×N 8": 250,
  "open [e]×N 1": 30,
  "paper [e]×N 1": 150,
  "best [e][m]×(N−1) 16": 43,
  "best [e][m]×(N−1) 32": 120,
  "best [e][m]×(N−1) 64": 580,
};

/** The tiny models are small enough for the paper's recipe as well. */
const medianStepsTiny: Readonly<Record<string, number>> = {
  "open [e][m]×(N−1) 4": 14,
  "open [e][m]×(N−1) 8": 50,
  "open [e][m]×(N−1) 16": 163,
  "paper [e][m]×(N−1) 4": 63,
  "paper [e][m]×(N−1) 8": 118,
  "paper [e][m]×(N−1) 16": 356,
  "paper [e]×N 1": 150,
  "paper [e,m]×N/2 4": 63,
  "paper [e][m]×N 4": 63,
};

/**
 * What cells take. Records of earlier runs on this machine, where there are any, say how much
 * slower or faster it is than the reference, and how many steps a cell's fits took.
 */
export function estimatePlan(
  cells: readonly WorkCell[],
  { records = [], threads }: { readonly records?: readonly JobRecord[]; readonly threads: number },
): PlanEstimate {
  const fits = measured(records, "fit").map(timedFit).filter(({ threads: used }) =>
    used === threads
  );
  const estimates = cells.map(shrunk).map((cell): CellEstimate => {
    const factor = machineFactor(fits, cell.model) ?? 2 / threads;
    const callSeconds = factor * referenceMilliseconds(cell) / 1000;
    const likelySteps = Math.min(cell.steps, stepsOf(fits, cell));
    return {
      ...cell,
      likelySteps,
      likelySeconds: callsOf(cell, likelySteps) * callSeconds,
      atMostSeconds: callsOf(cell, cell.steps) * callSeconds,
    };
  });
  const total = (of: (cell: CellEstimate) => number) =>
    estimates.reduce((sum, cell) => sum + of(cell), 0);
  const models = [...new Set(cells.map(({ model }) => model))];
  return {
    cells: estimates,
    basis: fits.length > 0
      ? `step times of ${fits.length} fits measured on this machine, other models scaled by parameters`
      : "a formula fitted to SmolLM2-135M on two EPYC cores, scaled by parameters; nothing was " +
        "measured on this machine",
    likelySeconds: total(({ likelySeconds }) => likelySeconds),
    atMostSeconds: total(({ atMostSeconds }) => atMostSeconds),
    diskBytes: models.reduce((sum, model) => sum + 6 * parametersOf(model), 0) +
      total(({ fits }) => 40_000 * fits),
  };
}

/** The estimate for what a run did measure, beside what that took: the estimate's error. */
export function estimateError(
  records: readonly JobRecord[],
  options: { readonly records?: readonly JobRecord[]; readonly threads: number },
): { readonly fits: number; readonly estimatedSeconds: number; readonly actualSeconds: number } {
  const fits = measured(records, "fit").map(timedFit);
  const cells = [...Map.groupBy(fits, (fit) => fit.cell).values()].map((same): PlanCell => ({
    ...same[0].plan,
    fits: same.length,
  }));
  return {
    fits: fits.length,
    estimatedSeconds: estimatePlan(cells, options).likelySeconds,
    actualSeconds: fits.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/** Parameters, as the model's name gives them: "smollm2-135m", "llama-3.2-1b", "tiny-llama-1m". */
export function parametersOf(model: string): number {
  const [, size, unit] = /-(\d+(?:\.\d+)?)([mb])(?:-|$)/.exec(model) ?? [];
  if (size === undefined) return model.startsWith("tiny-") ? 4e6 : 135e6;
  return Number(size) * (unit === "b" ? 1e9 : 1e6);
}

/** The cell with as many places as its fits take: B shrinks to a power of two that has room. */
function shrunk(cell: WorkCell): WorkCell {
  if (cell.wholeBatch) return cell;
  const places = 2 ** Math.ceil(Math.log2(Math.max(1, cell.fits)));
  return { ...cell, batch: Math.min(cell.batch, places) };
}

/** Engine calls until all fits of a cell took their steps; a batch's empty slots cost as much. */
function callsOf({ fits, batch, wholeBatch }: WorkCell, steps: number): number {
  if (wholeBatch) return fits * steps;
  return Math.max(steps, fits * steps / batch);
}

interface TimedFit {
  readonly cell: string;
  readonly plan: PlanCell;
  readonly threads: number;
  readonly steps: number;
  readonly seconds: number;
  readonly stepMilliseconds: number;
}

function timedFit({ job, result }: Measured<"fit">): TimedFit {
  const { steps, elapsedSeconds: seconds, stepMilliseconds } = result;
  const { model: { id: model }, engine: { batch, threads }, arrangement, tokens, text } = job;
  const { name: recipe, maxSteps } = job.recipe;
  const plan = {
    model,
    kind: "fit",
    recipe,
    arrangement,
    source: text.source,
    tokens,
    fits: 1,
    steps: maxSteps,
    batch,
  };
  return { cell: JSON.stringify(plan), plan, threads, steps, seconds, stepMilliseconds };
}

/** How much slower than the reference, by this model's fits or else by all; null without any. */
function machineFactor(fits: readonly TimedFit[], model: string): number | null {
  const own = fits.filter(({ plan }) => plan.model === model);
  const some = own.length > 0 ? own : fits;
  if (some.length === 0) return null;
  return median(
    some.map(({ plan, stepMilliseconds }) => stepMilliseconds / referenceMilliseconds(plan)),
  );
}

function stepsOf(fits: readonly TimedFit[], cell: WorkCell): number {
  if (cell.wholeBatch) return cell.steps;
  const { model, recipe, arrangement, tokens } = cell;
  const same = fits.filter(({ plan }) =>
    plan.model === model && plan.recipe === recipe && plan.arrangement === arrangement &&
    plan.tokens === tokens
  );
  if (same.length > 0) return median(same.map(({ steps }) => steps));
  const known = model.startsWith("tiny-") ? medianStepsTiny : medianSteps;
  return known[`${recipe} ${arrangement} ${tokens}`] ?? cell.steps;
}
