import { float32, floats, int64, integers, type Program } from "../runtime/mod.ts";
import { watchesPositions } from "./recipe.ts";
import {
  advance,
  ended,
  type FitRules,
  type FitTask,
  type FittedText,
  openSlot,
  type Slot,
} from "./_fit_state.ts";

export {
  type Attempt,
  type FitRules,
  type FitState,
  type FitTask,
  type FittedText,
  initialVectors,
  type Slot,
} from "./_fit_state.ts";

export interface FitOptions extends FitRules {
  /**
   * Compiled {@link fitGraph}, or another of the same inputs and outputs, for B texts of N tokens;
   * the watched one where the tasks' recipes watch their positions, of their power of the loss.
   */
  readonly program: Program;
  readonly batch: number;
  readonly tokens: number;
  /** K and D of the arrangement and the model. */
  readonly vectors: number;
  readonly width: number;
  /** Asked before every engine call; true ends the run with the unfinished states. */
  readonly stop?: () => boolean;
  /**
   * Engine calls with no text waiting and half of the slots or more empty, after which the run ends
   * with the unfinished states: a smaller batch would serve them. Default: never.
   */
  readonly sparseCalls?: number;
  /** After every engine call: the slots in work. */
  readonly onStep?: (slots: readonly Slot[]) => void | Promise<void>;
  readonly onFitted?: (fitted: FittedText) => void | Promise<void>;
}

/**
 * Fits every task, B at a time: a fit that is exact or out of budget leaves its slot to the next
 * one, so the batch stays full. Fits do not see each other: each has its own vectors, optimiser
 * and random stream.
 *
 *     forward + gradient (engine) → score → exact? keep : AdamW (host) → next
 *
 * @returns slots unfinished because `stop` said so or `sparseCalls` were made; empty when all is done
 */
export async function fitAll(tasks: readonly FitTask[], options: FitOptions): Promise<Slot[]> {
  const { program, batch, tokens, vectors, width, stop = () => false, ...others } = options;
  const { sparseCalls = Infinity } = options;
  const { start, patienceSteps, onRestart, onStep, onFitted } = others;
  const rules: FitRules = { start, patienceSteps, onRestart };
  const size = vectors * width;
  const waiting = [...tasks];
  const watched = watching(tasks);
  const slots: (Slot | null)[] = new Array(batch).fill(null);
  const proto = new Float32Array(batch * size);
  const targets = new Array<number>(batch * tokens).fill(0);
  for (let sparse = 0;;) {
    for (let at = 0; at < batch; at++) {
      if (slots[at] !== null) continue;
      const task = waiting.shift();
      if (task === undefined) continue;
      checkLength(task, tokens);
      slots[at] = openSlot(task, { size, width, ...rules });
      task.targets.forEach((id, i) => targets[at * tokens + i] = id);
    }
    const open = slots.filter((slot) => slot !== null);
    if (open.length === 0 || stop() || sparse === sparseCalls) return open;
    if (waiting.length === 0 && 2 * open.length <= batch) sparse += 1;
    slots.forEach((slot, at) => proto.set(slot?.state.proto ?? new Float32Array(size), at * size));
    const results = await program.run({
      proto: float32(proto, [batch, vectors, width]),
      targets: int64(targets, [batch, tokens]),
      ...(watched ? { weights: float32(weightsOf(slots, tokens), [batch, tokens]) } : {}),
    });
    const [losses, gradient] = [floats(results.loss), floats(results.gradient)];
    const positionNats = watched ? floats(results.positionLoss) : undefined;
    const predictions = integers(results.prediction);
    const finished: Slot[] = [];
    for (const [at, slot] of slots.entries()) {
      if (slot === null) continue;
      const done = advance(slot, {
        lossNats: losses[at],
        positionNats: positionNats?.subarray(at * tokens, (at + 1) * tokens),
        prediction: predictions.slice(at * tokens, (at + 1) * tokens),
        gradient: gradient.subarray(at * size, (at + 1) * size),
        width,
        ...rules,
      });
      if (!done) continue;
      slots[at] = null;
      finished.push(slot);
    }
    await onStep?.(open);
    for (const slot of finished) await onFitted?.(ended(slot));
  }
}

/** Whether the program is one of a watched graph: all tasks want it, or none. */
function watching(tasks: readonly FitTask[]): boolean {
  const [watched = false, ...others] = new Set(tasks.map(({ recipe }) => watchesPositions(recipe)));
  const powers = new Set(tasks.map(({ recipe: { lossPower = 1 } }) => lossPower));
  if (others.length === 0 && powers.size < 2) return watched;
  const what = others.length > 0
    ? "some recipes watch their positions"
    : "their recipes descend different powers of the loss";
  throw new TypeError(`Cannot fit texts side by side: ${what}, which takes another graph`);
}

/** [B, N]; an empty place weighs nothing. */
function weightsOf(slots: readonly (Slot | null)[], tokens: number): Float32Array {
  const weights = new Float32Array(slots.length * tokens);
  slots.forEach((slot, at) => slot !== null && weights.set(slot.state.weights, at * tokens));
  return weights;
}

/** A graph takes texts of one length. */
function checkLength({ id, targets }: FitTask, tokens: number): void {
  if (targets.length === tokens) return;
  throw new RangeError(
    `Cannot fit "${id}": it has ${targets.length} tokens, the graph takes ${tokens}`,
  );
}
