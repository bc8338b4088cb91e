import type { FitTask, Recipe } from "../proto/mod.ts";
import type { Tokenizer } from "../text/mod.ts";
import { fitResult } from "./fit_result.ts";
import type { FitRequest, ModelSession } from "./model_session.ts";
import type { PlannedFit } from "./plan.ts";
import type { JobRecord, Warning } from "./record.ts";
import type { SessionEvent } from "./session_messages.ts";
import type { RunStore } from "./store.ts";

/** Fits that can share a compiled graph: same arrangement, N and recipe. */
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
}

/** Splits fits into groups, in the order the plan has them. */
export function groupFits(fits: readonly PlannedFit[]): FitGroup[] {
  const groups = new Map<string, PlannedFit[]>();
  for (const fit of fits) {
    const { recipe, arrangement, tokens } = fit.job;
    const title = `${recipe.name} recipe, ${arrangement}, N = ${tokens}`;
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
  const { session, store, onEvent } = options;
  const tasks: FitTask[] = [];
  const earlierSeconds = new Map<string, number>();
  for (const { key, job, targets } of group.fits) {
    const checkpoint = await store.checkpoint(key);
    earlierSeconds.set(key, checkpoint?.elapsedSeconds ?? 0);
    tasks.push({
      id: key,
      targets,
      seed: job.seed,
      index: initialIndex(job.text.tokenIdsSha256),
      recipe: job.recipe as unknown as Recipe,
      resume: checkpoint?.state,
    });
  }
  const ended: (SessionEvent & { kind: "fitted" })[] = [];
  // Files are written one after another while the worker goes on.
  let writing = Promise.resolve();
  let compileSeconds = 0;
  const request = {
    arrangement: group.arrangement,
    batch: group.fits[0].job.engine.batch,
    tokens: group.tokens,
    tasks,
    checkpointSeconds: 10,
  } as FitRequest;
  await session.fit(request, (event) => {
    onEvent?.(event, group);
    if (event.kind === "compiled") compileSeconds = event.elapsedMilliseconds / 1000;
    if (event.kind === "fitted") {
      const elapsedSeconds = event.elapsedSeconds + earlierSeconds.get(event.fitted.task.id)!;
      ended.push({ ...event, elapsedSeconds });
    }
    if (event.kind === "checkpoint") {
      for (const state of event.states) {
        const elapsedSeconds = state.elapsedSeconds + earlierSeconds.get(state.id)!;
        writing = writing.then(() => store.putCheckpoint(state.id, { ...state, elapsedSeconds }));
      }
    }
  });
  await writing;
  for (const event of ended) {
    const fit = group.fits.find(({ key }) => key === event.fitted.task.id)!;
    await store.put(await recordOf(fit, event, { ...options, compileSeconds }));
  }
}

/** Texts that share a seed start apart: the stream's index is read off the target's hash. */
export function initialIndex(tokenIdsSha256: string): number {
  return parseInt(tokenIdsSha256.slice(0, 12), 16);
}

/** Reads the text back through the forward-only graph and writes down what came out. */
async function recordOf(
  { key, job, targets }: PlannedFit,
  event: SessionEvent & { kind: "fitted" },
  options: FitJobsOptions & { readonly compileSeconds: number },
): Promise<JobRecord> {
  const { session, store, tokenizer, command, compileSeconds } = options;
  const { fitted } = event;
  const { arrangement, tokens, model, recipe, seed, text } = job;
  const solutionFile = await store.putSolution(key, {
    proto: fitted.proto,
    width: session.width,
    arrangement,
    tokens,
    model: model.id,
    weightsSha256: model.weightsSha256,
    tokenizerSha256: model.tokenizerSha256,
    recipe: recipe.name,
    seed,
    accuracy: fitted.accuracy,
    tokenIdsSha256: text.tokenIdsSha256,
  });
  const reconstructedIds = await session.reconstruct({ arrangement, tokens, proto: fitted.proto });
  const right = targets.filter((id, i) => id === reconstructedIds[i]).length;
  const base = { key, job, command, warnings: warningsOf(event) };
  if (right / tokens !== fitted.accuracy) {
    return {
      ...base,
      outcome: "wrong",
      want: `${Math.round(fitted.accuracy * tokens)} right tokens, as the fit scored`,
      got: `${right} from the forward-only graph`,
    };
  }
  const informationNats = await session.informationNats({
    startId: session.bosId ?? tokenizer.bosId ?? 0,
    ids: targets,
  });
  const facts = {
    event,
    tokenizer,
    reconstructedIds,
    informationNats,
    compileSeconds,
    solutionFile,
  };
  return { ...base, outcome: "measured", result: fitResult(facts) };
}

function warningsOf({ fitted }: SessionEvent & { kind: "fitted" }): Warning[] {
  const warnings: Warning[] = [];
  if (fitted.attempts.length > 1) {
    warnings.push({ kind: "restarted", seeds: fitted.attempts.slice(1).map(({ seed }) => seed) });
  }
  if (fitted.accuracy < 1) warnings.push({ kind: "not converged", accuracy: fitted.accuracy });
  return warnings;
}
