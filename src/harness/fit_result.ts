import type { Tokenizer } from "../text/mod.ts";
import type { FitResult } from "../records/record.ts";
import type { SessionEvent } from "./session_messages.ts";

/** What is known of an ended fit beside the fit itself. */
export interface FitFacts {
  readonly event: SessionEvent & { kind: "fitted" };
  readonly tokenizer: Tokenizer;
  readonly compileSeconds: number;
  readonly solutionFile: string;
  readonly solutionSha256: string;
}

/** The result of a fit as its record keeps it. */
export function fitResult(facts: FitFacts): FitResult {
  const { event, tokenizer } = facts;
  const { reconstructedIds, informationNats } = event;
  const { task, attempts, steps, trajectory, lossNats } = event.fitted;
  const { targets } = task;
  const correctTokens = targets.filter((id, i) => id === reconstructedIds[i]).length;
  const each = (ids: readonly number[]) => ids.map((id) => tokenizer.decode([id]));
  return {
    text: tokenizer.decode(targets),
    reconstruction: tokenizer.decode(reconstructedIds),
    targetIds: targets,
    reconstructedIds,
    targetTokens: each(targets),
    reconstructedTokens: each(reconstructedIds),
    accuracy: correctTokens / targets.length,
    correctTokens,
    exact: correctTokens === targets.length,
    steps,
    attempts,
    trajectory,
    guessedTokens: Object.fromEntries(
      [...new Set(trajectory.flatMap(({ wrongIds = [] }) => wrongIds))]
        .map((id) => [String(id), tokenizer.decode([id])]),
    ),
    lossNats,
    informationNats,
    elapsedSeconds: event.elapsedSeconds,
    stepMilliseconds: event.stepMilliseconds,
    compileSeconds: facts.compileSeconds,
    solutionFile: facts.solutionFile,
    solutionSha256: facts.solutionSha256,
  };
}
