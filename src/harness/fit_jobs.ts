import { initialIndex, type PlannedFit } from "../experiments/plan_fit.ts";
import type { FitTask } from "../proto/mod.ts";
import type { Tokenizer } from "../text/mod.ts";
import { type FitFacts, fitResult } from "./fit_result.ts";
import type { FitRequest, ModelSession } from "./model_session.ts";
import type { JobRecord, Warning } from "../records/record.ts";
import type { SessionEvent } from "./session_messages.ts";
import type { RunStore } from "../records/store.ts";

/**
 * Fits that share a compiled graph: same arrangement, N, recipe and numeric mode, whatever their
 * texts, sources, seeds, and the experiments that ask for them. Recipes could share a graph too; but
 * a fit of the paper's takes tens of times as long as one of ours, and would be drawn before all
 * lengths that the plan puts first, which a budget may then not reach.
 */
export interface FitGroup {
  readonly title: string;
  readonly arrangement: string;
  readonly tokens: number;
  readonly fits: readonly PlannedFit[];
}

export interface FitJobsOptions {
  readonly session: ModelSession;
  readonly store: RunStore;
  readonly tokenizer: Tokenizer;
  /** The command that makes a record again. */
  readonly command: string;
  readonly onEvent?: (event: SessionEvent, group: FitGroup) => void;
  /** Most work, in seconds, that a killed process loses. Default: 10. */
  readonly checkpointSeconds?: number;
}

/** Splits fits into groups, in the order the plan has them. */
export function groupFits(fits: readonly PlannedFit[]): FitGroup[] {
  const groups = new Map<string, PlannedFit[]>();
  for (const fit of fits) {
    const { recipe, arrangement, tokens, engine } = fit.job;
    const mode = engine.numeric === "float32" ? "" : `, ${engine.numeric}`;
    const title = `${recipe.name} recipe, ${arrangement}, N = ${tokens}${mode}`;
    groups.set(title, [...(groups.get(title) ?? []), fit]);
  }
  return [...groups].map(([title, members]) => ({
    title,
    arrangement: members[0].job.arrangement,
    tokens: members[0].job.tokens,
    fits: members,
  }));
}

/**
 * Runs a group's fits, from their checkpoints where they have one, and stores each record as its
 * fit ends. Fits cut short leave a checkpoint and no record.
 */
export async function runFitGroup(group: FitGroup, options: FitJobsOptions): Promise<void> {
  const { session, store, tokenizer, onEvent, checkpointSeconds = 10 } = options;
  const tasks: FitTask[] = [];
  const earlierSeconds = new Map<string, number>();
  for (const { key, job, targets, given, metric } of group.fits) {
    const checkpoint = await store.checkpoint(key);
    earlierSeconds.set(key, checkpoint?.elapsedSeconds ?? 0);
    tasks.push({
      id: key,
      targets,
      seed: job.seed,
      index: initialIndex(job.text.tokenIdsSha256),
      recipe: job.recipe,
      given,
      metric,
      resume: checkpoint?.state,
    });
  }
  // Files are written one after another while the worker goes on.
  let writing = Promise.resolve();
  let failure: { readonly error: unknown } | undefined;
  let atWork = true;
  const write = (work: () => Promise<void>) => {
    writing = writing.then(work).catch((error) => {
      failure ??= { error };
      // A fit that cannot be kept is not worth going on with.
      if (atWork) session.stop();
    });
  };
  let compileSeconds = 0;
  const request = {
    arrangement: group.arrangement,
    batch: group.fits[0].job.engine.batch,
    tokens: group.tokens,
    numeric: group.fits[0].job.engine.numeric,
    threads: group.fits[0].job.engine.threads,
    tasks,
    checkpointSeconds,
    startId: session.bosId ?? tokenizer.bosId ?? 0,
  } satisfies FitRequest;
  try {
    await session.fit(request, (event) => {
      onEvent?.(event, group);
      if (event.kind === "compiled") compileSeconds = event.elapsedMilliseconds / 1000;
      if (event.kind === "fitted") {
        const key = event.fitted.task.id;
        const fit = group.fits.find((one) => one.key === key)!;
        const elapsedSeconds = event.elapsedSeconds + earlierSeconds.get(key)!;
        write(() => keep(fit, { ...event, elapsedSeconds }, { ...options, compileSeconds }));
      }
      if (event.kind === "checkpoint") {
        for (const state of event.states) {
          const elapsedSeconds = state.elapsedSeconds + earlierSeconds.get(state.id)!;
          write(() => store.putCheckpoint(state.id, { ...state, elapsedSeconds }));
        }
      }
    });
  } finally {
    atWork = false;
    await writing;
  }
  if (failure !== undefined) throw failure.error;
}

/** Stores the solution and then the record, so that no record is without its solution. */
async function keep(
  fit: PlannedFit,
  event: SessionEvent & { kind: "fitted" },
  options: FitJobsOptions & { readonly compileSeconds: number },
): Promise<void> {
  const { key, job } = fit;
  const { fitted } = event;
  const stored = await options.store.putSolution(key, {
    proto: fitted.proto,
    width: options.session.width,
    arrangement: job.arrangement,
    tokens: job.tokens,
    model: job.model.id,
    weightsSha256: job.model.weightsSha256,
    tokenizerSha256: job.model.tokenizerSha256,
    recipe: job.recipe.name,
    seed: job.seed,
    accuracy: fitted.accuracy,
    tokenIdsSha256: job.text.tokenIdsSha256,
  });
  await options.store.put(recordOf(fit, event, { ...options, ...stored }));
}

/** What came out: measured where the forward-only graph says what the fit scored, else wrong. */
function recordOf(
  { key, job, targets }: PlannedFit,
  event: SessionEvent & { kind: "fitted" },
  options:
    & FitJobsOptions
    & Pick<FitFacts, "compileSeconds" | "solutionFile" | "solutionSha256">,
): JobRecord {
  const { tokenizer, command, compileSeconds, solutionFile, solutionSha256 } = options;
  const { accuracy } = event.fitted;
  const right = targets.filter((id, i) => id === event.reconstructedIds[i]).length;
  const base = { key, job, command, warnings: warningsOf(event) };
  if (right / job.tokens !== accuracy) {
    return {
      ...base,
      outcome: "wrong",
      want: `${Math.round(accuracy * job.tokens)} right tokens, as the fit scored`,
      got: `${right} from the forward-only graph`,
    };
  }
  const result = fitResult({ event, tokenizer, compileSeconds, solutionFile, solutionSha256 });
  return { ...base, outcome: "measured", result };
}

function warningsOf({ fitted }: SessionEvent & { kind: "fitted" }): Warning[] {
  const warnings: Warning[] = [];
  if (fitted.attempts.length > 1) {
    warnings.push({ kind: "restarted", seeds: fitted.attempts.slice(1).map(({ seed }) => seed) });
  }
  if (fitted.accuracy < 1) warnings.push({ kind: "not converged", accuracy: fitted.accuracy });
  return warnings;
}
