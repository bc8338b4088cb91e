import {
  type Arrangement,
  fitAll,
  type FitOptions,
  type FitTask,
  type FittedText,
  reconstruct,
} from "../../proto/mod.ts";
import type { Program } from "../../runtime/mod.ts";
import type { TextOutcome } from "../claims/experiment_records.ts";
import { type ExperimentContext, Stopped } from "./experiment.ts";
import { frozenProgram, type FrozenVectors, withFrozen } from "./frozen_vectors.ts";

export interface FitAndReadOptions
  extends
    Pick<FitOptions, "batch" | "tokens" | "width" | "start">,
    Pick<ExperimentContext, "stop"> {
  readonly arrangement: Arrangement;
  /** Compiled fit graph for B texts. */
  readonly fit: Program;
  /** Compiled forward-only graph for one text. */
  readonly read: Program;
  /** The same in every text and every start; a restart draws the other vectors anew. */
  readonly frozen?: FrozenVectors;
  /** After every engine call. */
  readonly onCall?: () => void;
}

/**
 * Fits texts of one length, some vectors frozen or none, and reads each back by the forward-only
 * graph. Outcomes are in the order of the tasks, whose ids differ.
 *
 * @throws Stopped where `stop` said so
 */
export async function fitAndRead(
  tasks: readonly FitTask[],
  options: FitAndReadOptions,
): Promise<TextOutcome[]> {
  const { arrangement, fit, read, frozen = new Map(), onCall, ...others } = options;
  const { vectors } = arrangement;
  const outcomes = new Map<string, TextOutcome>();
  const unfinished = await fitAll(tasks, {
    ...others,
    vectors,
    program: frozenProgram(fit, frozen),
    onStep: () => onCall?.(),
    async onFitted(fitted) {
      const proto = withFrozen(fitted.proto, { frozen, vectors });
      const said = await reconstruct(proto, { program: read, vectors, width: others.width });
      outcomes.set(fitted.task.id, outcomeOf(fitted, said));
    },
  });
  if (unfinished.length > 0) throw new Stopped();
  return tasks.map(({ id }) => outcomes.get(id)!);
}

function outcomeOf(
  { task: { targets }, accuracy, lossNats, steps, attempts }: FittedText,
  said: readonly number[],
): TextOutcome {
  const right = targets.filter((id, i) => id === said[i]).length;
  return {
    accuracy: right / targets.length,
    exact: right === targets.length,
    fittedAccuracy: accuracy,
    lossNats,
    steps,
    starts: attempts.length,
  };
}
