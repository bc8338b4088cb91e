import assert from "node:assert/strict";
import {
  arrangements,
  fitAll,
  fitGraph,
  type FitOptions,
  type FitTask,
  type FittedText,
  initialVectors,
  type Recipe,
  recipeNamed,
  reconstruct,
  reconstructGraph,
  type Slot,
} from "../../src/proto/mod.ts";
import { onnxRuntimeEngine, type Program } from "../../src/runtime/mod.ts";
import { goldenModel } from "../models/golden_checkpoint.ts";

const batch = 3;
const tokens = 4;
const arrangement = arrangements["[e][m]×(N−1)"];
const engine = onnxRuntimeEngine({ threads: 1 });
const open = recipeNamed("open", { maxSteps: 600 });
const texts = [
  [5, 17, 33, 80],
  [9, 9, 9, 60],
  [100, 3, 71, 2],
  [44, 45, 46, 47],
  [12, 99, 12, 99],
  [7, 1, 64, 30],
];
const tasks = texts.map((targets, i) => task(`text ${i}`, { targets, seed: i + 1 }));

for (const checkpoint of ["llama-gqa-tied", "gpt-neox"]) {
  Deno.test(`fitAll() fits vectors that say the text in one pass, ${checkpoint}`, async () => {
    const model = await goldenModel(checkpoint);
    const { width } = model.config;
    const short = texts.map((targets, i) =>
      task(`${i}`, { targets: targets.slice(0, 3), seed: i })
    );
    await using program = await engine.compile(fitGraph(model, arrangement, { batch, tokens: 3 }));
    const fitted: FittedText[] = [];
    await fitAll(short, {
      program,
      batch,
      tokens: 3,
      vectors: 2,
      width,
      onFitted: (fit) => void fitted.push(fit),
    });
    const size = { batch: 1, tokens: 3 };
    await using reader = await engine.compile(reconstructGraph(model, arrangement, size));
    assert.equal(fitted.length, short.length);
    for (const { task, proto, accuracy, attempts } of fitted) {
      const said = await reconstruct(proto, { program: reader, vectors: 2, width });
      assert.deepEqual(said, task.targets);
      assert.equal(accuracy, 1);
      assert.equal(attempts.at(-1)?.outcome, "exact");
    }
  });
}

Deno.test("a fit's bits do not depend on which fits share its batch, or on its place", async () => {
  await using program = await compiled();
  const together = await fitEach(tasks, { program });
  const others: readonly (readonly FitTask[])[] = [
    tasks.toReversed(),
    [tasks[3], tasks[0], tasks[5], tasks[1], tasks[4], tasks[2]],
    ...tasks.map((only) => [only]), // Alone: the other places are empty.
  ];
  for (const order of others) {
    for (const [id, fit] of await fitEach(order, { program })) {
      assert.deepEqual(withoutTask(fit), withoutTask(together.get(id)!), id);
    }
  }
});

Deno.test("a place that becomes free is taken by the next fit at once", async () => {
  await using program = await compiled();
  const open: string[][] = [];
  const ended: string[] = [];
  await fitAll(tasks, {
    ...options(program),
    onFitted: ({ task }) => void ended.push(task.id),
    onStep: (slots) => void open.push(slots.map(({ task }) => task.id)),
  });
  assert.deepEqual(ended.toSorted(), tasks.map(({ id }) => id));
  const lastEntered = open.findIndex((ids) => ids.includes(tasks.at(-1)!.id));
  assert.ok(lastEntered > 0);
  assert.ok(open.slice(0, lastEntered + 1).every((ids) => ids.length === batch));
  // In the order given, whoever leaves.
  assert.deepEqual([...new Set(open.flat())].toSorted(), tasks.map(({ id }) => id));
});

Deno.test("fewer texts than places are fitted all the same", async () => {
  await using program = await compiled();
  assert.equal((await fitEach(tasks.slice(0, 1), { program })).get("text 0")?.accuracy, 1);
  assert.deepEqual(await fitAll([], options(program)), []);
});

Deno.test("a start that stalls gives way to the next seed, as often as the recipe says", async () => {
  await using program = await compiled();
  const frozen: Recipe = {
    ...open,
    learningRate: 0,
    maxSteps: 30,
    restart: { patienceSteps: 5, starts: 3 },
  };
  const restarts: number[] = [];
  const protos: Float32Array[] = [];
  const [fit] = (await fitEach([task("stuck", { recipe: frozen, seed: 40 })], {
    program,
    onRestart: (_, { seed }) => void restarts.push(seed),
    onStep: ([{ state }]) => void protos.push(state.proto.slice()),
  })).values();
  assert.deepEqual(restarts, [41, 42]);
  assert.deepEqual(fit.attempts.map(({ seed, steps, outcome }) => ({ seed, steps, outcome })), [
    { seed: 40, steps: 5, outcome: "stalled" },
    { seed: 41, steps: 5, outcome: "stalled" },
    { seed: 42, steps: 20, outcome: "budget" },
  ]);
  assert.equal(fit.steps, 30);
  assert.equal(fit.accuracy, Math.max(...fit.attempts.map(({ accuracy }) => accuracy)));
  // With nothing learnt, each start still stands where its seed put it.
  const size = fit.proto.length;
  const starts = [40, 41, 42].map((seed) => initialVectors(frozen, { seed, index: 0, size }));
  assert.deepEqual(protos[0], starts[0]);
  assert.deepEqual(protos.at(-1), starts[2]);
});

Deno.test("a fit without a restart rule spends its whole budget on one start", async () => {
  await using program = await compiled();
  const recipe = { ...recipeNamed("paper", { maxSteps: 7 }) };
  const [fit] = (await fitEach([task("slow", { recipe })], { program })).values();
  assert.deepEqual(fit.attempts.map(({ steps, outcome }) => [steps, outcome]), [[7, "budget"]]);
  assert.equal(fit.trajectory.length, 8, "before every step, and after the last");
  for (const { hits, wrongIds = [] } of fit.trajectory) {
    assert.equal(wrongIds.length, hits.replaceAll("1", "").length);
  }
});

Deno.test("a budget of no steps still says what the start says", async () => {
  await using program = await compiled();
  const recipe = { ...open, maxSteps: 0 };
  const [fit] = (await fitEach([task("none", { recipe, seed: 6 })], { program })).values();
  assert.equal(fit.steps, 0);
  const size = fit.proto.length;
  assert.deepEqual(fit.proto, initialVectors(recipe, { seed: 6, index: 0, size }));
});

for (const stopAfter of [1, 13, 40]) {
  Deno.test(`a fit stopped after ${stopAfter} steps goes on to the same bits`, async () => {
    await using program = await compiled();
    // Restarts happen on the way: patience is short.
    const recipe = { ...open, restart: { patienceSteps: 12, starts: 20 } };
    const pair = [tasks[0], tasks[4]].map((task) => ({ ...task, recipe }));
    const whole = await fitEach(pair, { program });
    assert.ok([...whole.values()].some(({ attempts }) => attempts.length > 1));

    let calls = 0;
    const interrupted = new Map<string, FittedText>();
    const left: Slot[] = await fitAll(pair, {
      ...options(program),
      stop: () => calls++ >= stopAfter,
      onFitted: (fit) => void interrupted.set(fit.task.id, fit),
    });
    assert.ok(left.length > 0);
    const resumed = left.map(({ task, state }) => ({ ...task, resume: structuredClone(state) }));
    for (const [id, fit] of await fitEach(resumed, { program })) interrupted.set(id, fit);
    for (const [id, fit] of whole) {
      assert.deepEqual(withoutTask(interrupted.get(id)!), withoutTask(fit), id);
    }
  });
}

Deno.test("a loss that is no number ends the fit with one clear line", async () => {
  await using program = await compiled();
  const recipe = { ...open, initialDeviation: NaN };
  await assert.rejects(
    fitAll([task("lost", { recipe, seed: 8 })], options(program)),
    new RangeError(
      'Cannot fit "lost": the loss is NaN at step 0 (recipe "open", seed 8), lower its learning rate',
    ),
  );
});

Deno.test("more positions than the model's context are refused", async () => {
  const model = await goldenModel("llama-gqa-tied");
  const message = "Cannot run 257 positions: the model's context is 256, ask for fewer tokens";
  const size = { batch: 1, tokens: 257 };
  assert.throws(() => fitGraph(model, arrangement, size), new RangeError(message));
  assert.throws(() => reconstructGraph(model, arrangement, size), new RangeError(message));
  // [e][m]×N has one input more than targets.
  assert.throws(
    () => fitGraph(model, arrangements["[e][m]×N"], { batch: 1, tokens: 256 }),
    new RangeError(message),
  );
  fitGraph(model, arrangement, { batch: 1, tokens: 256 });
});

async function compiled(): Promise<Program> {
  const model = await goldenModel("llama-gqa-tied");
  return await engine.compile(fitGraph(model, arrangement, { batch, tokens }));
}

function options(program: Program): FitOptions {
  return { program, batch, tokens, vectors: 2, width: 48 };
}

function task(id: string, changes: Partial<FitTask>): FitTask {
  return { id, targets: texts[0], seed: 1, index: 0, recipe: open, ...changes };
}

async function fitEach(
  tasks: readonly FitTask[],
  { program, ...callbacks }: { program: Program } & Partial<FitOptions>,
): Promise<Map<string, FittedText>> {
  const fitted = new Map<string, FittedText>();
  const left = await fitAll(tasks, {
    ...options(program),
    ...callbacks,
    onFitted: (fit) => void fitted.set(fit.task.id, fit),
  });
  assert.deepEqual(left, []);
  return fitted;
}

function withoutTask({ task: _, ...result }: FittedText): Omit<FittedText, "task"> {
  return result;
}
