import { float32, floats, int64, integers, type Program } from "../runtime/mod.ts";
import { advance, ended, type FitTask, initialVectors, openSlot } from "./_fit_state.ts";
import { type GroupLayout, groupLayout } from "./_group_layout.ts";
import type { Arrangement } from "./arrangement.ts";
import type { FitOptions } from "./fit.ts";
import { type Recipe, watchesPositions } from "./recipe.ts";

/** One text of a group, with vectors of its own beside the shared one. */
export interface GroupMember {
  /** N token ids. */
  readonly targets: readonly number[];
  readonly seed: number;
  /** Which of the seed's streams starts it. */
  readonly index: number;
}

/** Texts that share one vector: a group is one fit. */
export interface GroupTask {
  readonly id: string;
  /** At least one. The first one's start is the shared vector's. */
  readonly members: readonly GroupMember[];
  readonly arrangement: Arrangement;
  /** Which of the arrangement's K vectors all members share: 0 is e, 1 is m. */
  readonly shared: number;
  readonly recipe: Recipe;
  /** [K, D]: where every member begins under a recipe that names vectors found before. */
  readonly given?: Float32Array;
}

export interface GroupFitOptions extends Pick<FitOptions, "batch" | "tokens" | "width" | "stop"> {
  /** Compiled {@link fitGraph} of the arrangement for B texts of N tokens. */
  readonly program: Program;
  /** Where a member's start begins, [K, D]; by default {@link initialVectors}, with its index. */
  readonly start?: (member: GroupMember, seed: number) => Float32Array;
  /** After every step: those done of the recipe's. */
  readonly onStep?: (steps: number) => void;
}

/** A group fit that has ended. */
export interface FittedGroup {
  /**
   * [K, D] of each member, the shared row the same in all: those of the pass with the best mean
   * accuracy, and of the lowest loss among equals.
   */
  readonly protos: readonly Float32Array[];
  /** Means over the members in that pass. */
  readonly accuracy: number;
  readonly lossNats: number;
  readonly steps: number;
  /** Starts it took, the first included. */
  readonly starts: number;
  /** "ceiling": all is right that can be, see {@link mostRight}. */
  readonly outcome: "exact" | "ceiling" | "budget";
}

/**
 * Fits a group: each member's own vectors follow its own loss, the shared one follows the mean of
 * the members' gradients. Nobody leaves before all are exact in the same pass, or as right as
 * sharing allows. Groups larger than B take several engine calls a step.
 *
 *     B members at a time: forward + gradient (engine)
 *       → mean over the group → all exact? keep : AdamW (host) → next step
 *
 * @returns null where `stop` ended it first
 */
export async function fitGroup(
  task: GroupTask,
  options: GroupFitOptions,
): Promise<FittedGroup | null> {
  checkGroup(task, options);
  const { members, shared, recipe } = task;
  const { vectors } = task.arrangement;
  const layout = groupLayout({ members: members.length, shared, vectors, width: options.width });
  // To a fit's state the group is one long text, trained by the shared and all own vectors.
  const [{ seed, index }] = members;
  const targets = members.flatMap((member) => member.targets);
  const whole: FitTask = { id: task.id, targets, seed, index, recipe };
  const start = (_: FitTask, seed: number) => startOf(task, { seed, layout, options });
  const rows = { width: options.width, vectorOf: layout.vectorOf };
  const { state, ...slot } = openSlot(whole, { size: layout.size, start, ...rows });
  const ceiling = mostRight(task) / targets.length;
  for (;;) {
    const pass = await passOf(state.proto, { task, layout, options });
    if (pass === null) return null;
    const done = advance({ ...slot, state }, { ...pass, start, ...rows });
    options.onStep?.(state.steps);
    if (!done && state.bestAccuracy < ceiling) continue;
    const { proto, accuracy, lossNats, steps, attempts } = ended({ ...slot, state });
    return {
      protos: members.map((_, member) => layout.rowsOf(proto, member)),
      accuracy,
      lossNats,
      steps,
      starts: attempts.length + (done ? 0 : 1),
      outcome: accuracy === 1 ? "exact" : accuracy === ceiling ? "ceiling" : "budget",
    };
  }
}

/**
 * How many tokens of a group can be right at once. A position that sees the shared vector alone
 * says the same in every text: in [e][m]×(N−1) with e shared that is the first one, so texts that
 * begin differently are never all exact.
 */
export function mostRight(
  { members, arrangement, shared }: Pick<GroupTask, "members" | "arrangement" | "shared">,
): number {
  const tokens = members[0].targets.length;
  const order = arrangement.inputs(tokens);
  let right = 0;
  for (let at = 0; at < tokens; at++) {
    const seen = order.slice(0, order.length - tokens + at + 1);
    const blind = seen.every((vector) => vector === shared);
    const same = Map.groupBy(members, ({ targets }) => targets[at]);
    right += blind ? Math.max(...[...same.values()].map(({ length }) => length)) : members.length;
  }
  return right;
}

function checkGroup(
  { id, members, shared, recipe, arrangement: { name, vectors } }: GroupTask,
  { tokens }: GroupFitOptions,
): void {
  if (watchesPositions(recipe)) {
    throw new TypeError(
      `Cannot fit group "${id}": recipe "${recipe.name}" watches positions, which groups do not`,
    );
  }
  const wrong = members.find(({ targets }) => targets.length !== tokens);
  if (members.length === 0 || wrong !== undefined) {
    throw new RangeError(
      `Cannot fit group "${id}": ` +
        (wrong === undefined
          ? "it has no texts, want at least one"
          : `a text has ${wrong.targets.length} tokens, the graph takes ${tokens}`),
    );
  }
  if (!(shared >= 0 && shared < vectors)) {
    throw new RangeError(
      `Cannot fit group "${id}": it shares vector ${shared}, ${name} has ${vectors}`,
    );
  }
}

/** The members' own starts. A restart takes every member's seed as far on as the first one's. */
function startOf(
  { members, recipe, arrangement, given }: GroupTask,
  { seed, layout, options }: { seed: number; layout: GroupLayout; options: GroupFitOptions },
): Float32Array {
  const size = arrangement.vectors * options.width;
  const start = options.start ??
    (({ index, seed: first }: GroupMember, seed: number) =>
      initialVectors(recipe, { seed, index, size, given, earlier: seed - first }));
  const flat = new Float32Array(layout.size);
  // The first member last: its shared row is the one that stays.
  for (const [at, member] of [...members.entries()].reverse()) {
    const own = start(member, member.seed + seed - members[0].seed);
    layout.put(own, { flat, member: at });
  }
  return flat;
}

/** All members' forward passes and gradients, B an engine call; null where `stop` said so. */
async function passOf(
  flat: Float32Array,
  { task: { members, arrangement: { vectors } }, layout, options }: {
    task: GroupTask;
    layout: GroupLayout;
    options: GroupFitOptions;
  },
) {
  const { program, batch, tokens, width, stop = () => false } = options;
  const size = vectors * width;
  const prediction: number[] = [];
  const sum = new Float64Array(flat.length);
  let lossNats = 0;
  for (let first = 0; first < members.length; first += batch) {
    if (stop()) return null;
    const here = members.slice(first, first + batch);
    // Places that the last call leaves empty are zeros, and nobody looks at them.
    const proto = new Float32Array(batch * size);
    here.forEach((_, at) => proto.set(layout.rowsOf(flat, first + at), at * size));
    const targets = new Array<number>(batch * tokens).fill(0);
    here.forEach((member, at) => member.targets.forEach((id, i) => targets[at * tokens + i] = id));
    const results = await program.run({
      proto: float32(proto, [batch, vectors, width]),
      targets: int64(targets, [batch, tokens]),
    });
    const gradient = floats(results.gradient);
    prediction.push(...integers(results.prediction).slice(0, here.length * tokens));
    here.forEach((_, at) => {
      lossNats += floats(results.loss)[at] / members.length;
      const rows = gradient.subarray(at * size, (at + 1) * size);
      layout.add(rows, { flat: sum, member: first + at });
    });
  }
  // The shared vector lies first; each own vector has had one gradient only.
  for (let i = 0; i < width; i++) sum[i] /= members.length;
  return { lossNats, prediction, gradient: Float32Array.from(sum) };
}
