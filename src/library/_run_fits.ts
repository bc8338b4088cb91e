import { batchFor } from "../bench/batch_for.ts";
import { engineIdentity } from "../experiments/engine_choice.ts";
import { planFit, type PlannedFit } from "../experiments/plan_fit.ts";
import type { PlanContext } from "../experiments/plan_context.ts";
import { type FitGroup, groupFits, runFitGroup } from "../harness/fit_jobs.ts";
import type { SessionEvent } from "../harness/session_messages.ts";
import { tokenIdsSha256 } from "../records/canonical.ts";
import { codeSha256 } from "../records/code_sha256.ts";
import type { FitResult, JobRecord } from "../records/record.ts";
import type { Solution } from "../records/solution.ts";
import { openStore, type RunStore } from "../records/store.ts";
import type { Tokenizer } from "../text/mod.ts";
import type { Opened } from "./_opened.ts";
import type { CheckedTerms } from "./checked_fit.ts";
import type { FitEvent, FitProgress, FittedSolution } from "./fit_progress.ts";

/** Texts to fit, checked. */
export interface WantedFits {
  /** The N ids of each text. */
  readonly targets: readonly (readonly number[])[];
  readonly terms:
    & Omit<CheckedTerms, "neighbour" | "tokens">
    & { readonly neighbour?: Pick<Solution, "proto"> };
  readonly tokenizer: Tokenizer;
  /** Where fits and their checkpoints are kept. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly tell: (event: FitEvent) => void;
}

/**
 * Fits texts on an open model, those of one length together, and gives their solutions.
 *
 *     ids ─► B and threads ─► jobs ─► stored? ─yes─► solution
 *                                       └─no─► from its checkpoint or its start ─► store
 *
 * @throws the signal's reason where it aborts; what was done by then is kept
 */
export async function runFits(opened: Opened, wanted: WantedFits): Promise<FittedSolution[]> {
  return (await endedFits(opened, wanted)).map((ended, text) => {
    if ("proto" in ended) return ended;
    throw new Error(`Cannot vouch for text ${text + 1}: want ${ended.want}, got ${ended.got}`);
  });
}

/** A fit whose forward-only graph says otherwise than the fit scored, in words. */
export interface WrongFit {
  readonly want: string;
  readonly got: string;
}

/** What {@linkcode runFits} does, with those that are wrong in their places. */
export async function endedFits(
  opened: Opened,
  wanted: WantedFits,
): Promise<(FittedSolution | WrongFit)[]> {
  const { signal, folder } = wanted;
  const guard = guarded(opened, wanted);
  const fits = await plan(opened, { ...wanted, tell: guard.tell });
  const store = await openStore(folder, {
    onHarmed: (what) => guard.tell({ kind: "harmed", what }),
  });
  const texts = Map.groupBy(fits.keys(), (at) => fits[at].key);
  const textsOf = (key: string) => texts.get(key)!;
  const records = new Map<string, JobRecord>();
  const solutions = new Map<string, FittedSolution>();
  const ended = async (record: JobRecord, reused: boolean) => {
    records.set(record.key, record);
    // One that is wrong is told when all have ended.
    if (record.outcome !== "measured") return;
    const solution = await solutionOf(record, store);
    solutions.set(record.key, solution);
    for (const text of textsOf(record.key)) {
      if (reused) guard.tell({ kind: "reused", text });
      guard.tell({ kind: "fitted", text, solution });
    }
  };
  const telling: RunStore = {
    ...store,
    async put(record) {
      await store.put(record);
      await ended(record, false);
    },
  };
  using _stops = stopping(opened, signal);
  for (const group of groupFits(eachOnce(fits))) {
    let waiting: PlannedFit[] = [];
    for (const fit of group.fits) {
      const record = await store.get(fit.key);
      if (record === null) waiting.push(fit);
      else await ended(record, true);
    }
    // Again for those that a stop meant for another run has cut short: it may come after its end.
    for (let first = true; waiting.length > 0; first = false) {
      signal.throwIfAborted();
      if (first) guard.tell(groupEvent({ ...group, fits: waiting }, textsOf));
      await runFitGroup({ ...group, fits: waiting }, {
        session: opened.session,
        store: telling,
        tokenizer: wanted.tokenizer,
        command: "fit() of mod.ts",
        onEvent: (event) => tellOf(event, { textsOf, tell: guard.tell }),
      });
      guard.check();
      waiting = waiting.filter(({ key }) => !records.has(key));
    }
  }
  signal.throwIfAborted();
  guard.check();
  return fits.map(({ key }) => {
    const solution = solutions.get(key);
    if (solution !== undefined) return solution;
    const { want, got } = records.get(key) as JobRecord & { readonly outcome: "wrong" };
    return { want, got };
  });
}

/** A listener's error ends the fits at their step, as an abort does, and is thrown then. */
function guarded({ session }: Opened, { tell }: WantedFits) {
  let failure: { readonly error: unknown } | undefined;
  return {
    tell(event: FitEvent): void {
      if (failure !== undefined) return;
      try {
        tell(event);
      } catch (error) {
        failure = { error };
        session.stop();
      }
    },
    check(): void {
      if (failure !== undefined) throw failure.error;
    },
  };
}

/** While it lasts, an abort ends the fit that runs at its step. */
function stopping({ session }: Opened, signal: AbortSignal): Disposable {
  const stop = () => session.stop();
  signal.addEventListener("abort", stop);
  return { [Symbol.dispose]: () => signal.removeEventListener("abort", stop) };
}

async function plan(opened: Opened, wanted: WantedFits): Promise<PlannedFit[]> {
  const { ready: { id, weightsSha256, tokenizerSha256 }, engine, starts } = opened;
  const { recipe, neighbour, arrangement, seed, numeric } = wanted.terms;
  const context = {
    model: { id, weightsSha256, tokenizerSha256 },
    engine: engineIdentity(engine, 1),
    fitsRunOn: await sizesOf(opened, wanted),
    numeric,
    starts,
    codeSha256: await codeSha256(),
  };
  return wanted.targets.map((targets) =>
    planFit(
      // Named by what it is, not by its place: given elsewhere, it is the same fit.
      { id: tokenIdsSha256(targets).slice(0, 12), source: "user", targets },
      { recipe, neighbour: neighbour?.proto, arrangement, seed },
      context,
    )
  );
}

/** B and threads by length: one text has all threads, several have what is fastest here. */
async function sizesOf(
  { ready, engine, threads }: Opened,
  { targets, terms, signal, tell }: WantedFits,
): Promise<NonNullable<PlanContext["fitsRunOn"]>> {
  const sizes = new Map<number, { batch: number; threads: number }>();
  for (const [tokens, { length: texts }] of Map.groupBy(targets, (ids) => ids.length)) {
    const chosen = terms.batch !== undefined || texts === 1 ? null : await batchFor(
      { ready, engine },
      {
        tokens,
        texts,
        threads: threads === undefined ? undefined : [threads],
        onPoint: ({ batch, threads, stepMilliseconds }) => {
          signal.throwIfAborted();
          tell({ kind: "timed", tokens, batch, threads, stepMilliseconds });
        },
      },
    );
    sizes.set(tokens, {
      batch: Math.min(texts, chosen?.batch ?? terms.batch ?? 1),
      threads: chosen?.threads ?? engine.threads,
    });
  }
  return (tokens) => sizes.get(tokens)!;
}

/** A text given twice is fitted once. */
function eachOnce(fits: readonly PlannedFit[]): PlannedFit[] {
  return [...new Map(fits.map((fit) => [fit.key, fit])).values()];
}

async function solutionOf(record: JobRecord, store: RunStore): Promise<FittedSolution> {
  if (record.outcome !== "measured" || record.job.kind !== "fit") {
    throw new TypeError(`Cannot read the solution of ${record.key}: no fit was measured`);
  }
  const { solutionFile: _, ...result } = record.result as FitResult;
  return { ...await store.solution(record.key), ...result, engine: record.job.engine };
}

function groupEvent(
  { title, tokens, fits }: FitGroup,
  textsOf: (key: string) => readonly number[],
): FitEvent {
  const [{ job: { engine, recipe } }] = fits;
  return {
    kind: "group",
    title,
    texts: fits.flatMap(({ key }) => textsOf(key)),
    tokens,
    batch: engine.batch,
    maxSteps: recipe.maxSteps as number,
  };
}

/** What a session says, in terms of the texts. Ends are told when they are stored. */
function tellOf(
  event: SessionEvent,
  { textsOf, tell }: {
    textsOf: (key: string) => readonly number[];
    tell: (event: FitEvent) => void;
  },
): void {
  if (event.kind === "compiled" || event.kind === "halved") tell(event);
  if (event.kind === "restarted") {
    const { id, kind, seed, accuracy, steps } = event;
    for (const text of textsOf(id)) tell({ kind, text, seed, accuracy, steps });
  }
  if (event.kind === "step") {
    const { kind, elapsedMilliseconds, slots } = event;
    const texts: FitProgress[] = slots.flatMap(({ id, steps, accuracy, bestAccuracy, lossNats }) =>
      textsOf(id).map((text) => ({ text, steps, accuracy, bestAccuracy, lossNats }))
    );
    tell({ kind, elapsedMilliseconds, texts });
  }
}
