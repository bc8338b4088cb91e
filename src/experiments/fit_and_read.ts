import {
  type Arrangement,
  fitAll,
  type FitOptions,
  type FitTask,
  type FittedText,
  reconstruct,
} from "../proto/mod.ts";
import type { Program } from "../runtime/mod.ts";
import type { TextOutcome } from "../records/experiment_records.ts";
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
 * An output that sees frozen vectors alone cannot be trained, and no gradient comes from it. It is
 * given what it says as its target, so that a fit ends when all is right that can be; the outcome
 * counts it against the text.
 *
 * @throws Stopped where `stop` said so
 */
export async function fitAndRead(
  tasks: readonly FitTask[],
  options: FitAndReadOptions,
): Promise<TextOutcome[]> {
  const { arrangement, fit, read, frozen = new Map(), onCall, ...others } = options;
  const { tokens, width } = others;
  const { vectors } = arrangement;
  const sayFrom = (proto: Float32Array) =>
    reconstruct(withFrozen(proto, { frozen, vectors }), { program: read, vectors, width });
  const blind = blindOutputs(arrangement, { tokens, frozen });
  const untrained = blind > 0 ? await sayFrom(new Float32Array(vectors * width)) : [];
  const texts = new Map(tasks.map(({ id, targets }) => [id, targets]));
  const outcomes = new Map<string, TextOutcome>();
  const reachable = tasks.map((task) => ({
    ...task,
    targets: [...untrained.slice(0, blind), ...task.targets.slice(blind)],
  }));
  const unfinished = await fitAll(reachable, {
    ...others,
    vectors,
    program: frozenProgram(fit, frozen),
    onStep: () => onCall?.(),
    async onFitted(fitted) {
      const { id } = fitted.task;
      const said = await sayFrom(fitted.proto);
      outcomes.set(id, outcomeOf(fitted, { said, targets: texts.get(id)! }));
    },
  });
  if (unfinished.length > 0) throw new Stopped();
  return tasks.map(({ id }) => outcomes.get(id)!);
}

/** How many of the N outputs, from the first on, see frozen vectors alone. */
function blindOutputs(
  arrangement: Arrangement,
  { tokens, frozen }: { readonly tokens: number; readonly frozen: FrozenVectors },
): number {
  const order = arrangement.inputs(tokens);
  const trained = order.findIndex((vector) => !frozen.has(vector));
  const before = trained === -1 ? order.length : trained;
  return Math.max(0, before - (order.length - tokens));
}

function outcomeOf(
  { task, accuracy, lossNats, steps, attempts }: FittedText,
  { said, targets }: { readonly said: readonly number[]; readonly targets: readonly number[] },
): TextOutcome {
  const { length } = targets;
  const right = targets.filter((id, i) => id === said[i]).length;
  const unreachable = targets.filter((id, i) => id !== task.targets[i]).length;
  return {
    accuracy: right / length,
    exact: right === length,
    ceiling: (length - unreachable) / length,
    fittedAccuracy: (Math.round(accuracy * length) - unreachable) / length,
    lossNats,
    steps,
    starts: attempts.length,
  };
}
