import { join } from "node:path";
import type { EngineChoice } from "../experiments/engine_choice.ts";
import { engineIdentity } from "../experiments/engine_choice.ts";
import { planFit, type PlannedFit, type PlannedText } from "../experiments/plan_fit.ts";
import type { CommonStarts } from "../experiments/ready_recipe.ts";
import type { ModelSession } from "../harness/model_session.ts";
import { runFits } from "../harness/run_fits.ts";
import type { SessionEvent } from "../harness/session_messages.ts";
import type { ArrangementName, Recipe } from "../proto/mod.ts";
import type { MeasuredFit } from "../records/measured.ts";
import type { FitResult, ModelIdentity } from "../records/record.ts";
import { readSolution } from "../records/solution.ts";
import type { RunStore } from "../records/store.ts";
import type { Tokenizer } from "../text/mod.ts";

/** What a study runs on. */
export interface StudyContext {
  readonly model: ModelIdentity;
  readonly engine: EngineChoice;
  readonly session: ModelSession;
  readonly tokenizer: Tokenizer;
  readonly store: RunStore;
  /** Where `store` lies. */
  readonly folder: string;
  readonly codeSha256: string;
  readonly starts?: CommonStarts;
  /** The command that makes it again. */
  readonly command: string;
  readonly signal?: AbortSignal;
  /** What is being fitted now, and how it goes. */
  readonly onGroup?: (title: string, fits: number) => void;
  readonly onEvent?: (event: SessionEvent) => void;
}

/** A fit of a study that has ended. */
export interface StudiedFit {
  readonly text: string;
  readonly key: string;
  readonly result: FitResult;
  readonly record: MeasuredFit;
}

/** Tokens side by side in an engine call, about where more of them take as much longer. */
const callTokens = 128;

/** [K, D]: the vectors that a fit ended at. */
export async function solutionOf(
  { result }: StudiedFit,
  { folder }: StudyContext,
): Promise<Float32Array> {
  return (await readSolution(join(folder, result.solutionFile))).proto;
}

/** Plans one recipe's fits of some texts of N tokens from one seed. */
export function planStudy(
  texts: readonly PlannedText[],
  how: {
    readonly recipe: Recipe;
    readonly arrangement: ArrangementName;
    readonly seed?: number;
    readonly neighbour?: Float32Array;
  },
  { model, engine, codeSha256, starts }: StudyContext,
): PlannedFit[] {
  const tokens = texts[0].targets.length;
  const batch = Math.max(1, Math.min(texts.length, Math.floor(callTokens / tokens)));
  const context = { model, engine: engineIdentity(engine, batch), codeSha256, starts };
  return texts.map((text) => planFit(text, { seed: 1, ...how }, context));
}

/** Runs what the store does not have yet; results in the order of the fits. */
export async function runStudy(
  fits: readonly PlannedFit[],
  context: StudyContext,
): Promise<StudiedFit[]> {
  const { session, onGroup, onEvent } = context;
  const records = await runFits(fits, {
    ...context,
    openSession: () => Promise.resolve(session),
    onEvent(event) {
      if (event.kind === "group") onGroup?.(event.title, event.left);
      if (event.kind === "session") onEvent?.(event.event);
    },
  });
  return records.map((record) => {
    const { key, job } = record;
    if (record.outcome !== "measured") {
      const why = record.outcome === "not run" ? record.reason : `it gave ${record.got}`;
      throw new Error(
        `Cannot go on with the study: fit ${key.slice(0, 12)}… has no result, ${why}`,
      );
    }
    // A stored record names the command that first made it, which this one makes again as well.
    const again = { ...record, command: context.command };
    return { text: job.text.id, key, result: record.result, record: again };
  });
}
