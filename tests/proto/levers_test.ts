/** Levers of a recipe: where a fit starts, how it moves, what it minimises, when it ends. */
import assert from "node:assert/strict";
import {
  arrangements,
  fitAll,
  fitGraph,
  type FitTask,
  type FittedText,
  initialVectors,
  type Recipe,
  recipeNamed,
} from "../../src/proto/mod.ts";
import type { LossPower } from "../../src/proto/loss_power.ts";
import { paceOf } from "../../src/proto/paces/mod.ts";
import { optimiserOf, type OptimiserRule } from "../../src/proto/optimisers/mod.ts";
import { positionWeights } from "../../src/proto/weightings/mod.ts";
import { float32, floats, int64, onnxRuntimeEngine, type Program } from "../../src/runtime/mod.ts";
import { goldenModel } from "../models/golden_checkpoint.ts";

const arrangement = arrangements["[e][m]×(N−1)"];
const engine = onnxRuntimeEngine({ threads: 1 });
const width = 48;
const targets = [5, 17, 33, 80];
const tokens = targets.length;
const open = recipeNamed("open", { maxSteps: 600 });
const given = initialVectors(open, { seed: 9, index: 0, size: 2 * width });
const common = { from: "common", sha256: "of the vectors", noise: 0.5 } as const;

const lbfgs = {
  by: "lbfgs",
  pairs: 15,
  firstLength: 5,
  longestLength: 30,
  shrink: 0.4,
} as const;

Deno.test("a recipe may begin at given vectors, and later starts near them", async () => {
  await using program = await compiled();
  const recipe: Recipe = {
    ...open,
    start: common,
    learningRate: 0,
    maxSteps: 4,
    restart: { patienceSteps: 2, starts: 2 },
  };
  const protos: Float32Array[] = [];
  await fitOne({ recipe, given }, program, (proto) => protos.push(proto.slice()));
  assert.deepEqual(protos[0], given);
  const shift = protos.at(-1)!.map((value, i) => value - given[i]);
  const deviation = Math.sqrt(shift.reduce((sum, value) => sum + value ** 2, 0) / shift.length);
  assert.ok(deviation > 0.4 && deviation < 0.6, `noise of ${deviation}, want about 0.5`);
});

Deno.test("a recipe that begins at given vectors wants them, of the right size", async () => {
  await using program = await compiled();
  const recipe: Recipe = { ...open, start: common };
  await assert.rejects(
    fitOne({ recipe }, program),
    new TypeError("Cannot start a fit at the common vectors: got none, want 96 components"),
  );
  await assert.rejects(fitOne({ recipe, given: given.slice(1) }, program), /got 95, want 96/);
});

Deno.test("rates of their own move e and m as learning rates of their own would", async () => {
  await using program = await compiled();
  const both = (learningRate: number) => ({ ...open, learningRate, maxSteps: 1 });
  const start = initialVectors(open, { seed: 1, index: 0, size: 2 * width });
  const moved = async (recipe: Recipe) => {
    let last = start;
    await fitOne({ recipe }, program, (proto) => last = proto.slice());
    return last.map((value, i) => value - start[i]);
  };
  const apart = await moved({ ...both(0.5), rates: [1, 0.4] });
  const [fast, slow] = [await moved(both(0.5)), await moved(both(0.2))];
  for (let i = 0; i < 2 * width; i++) {
    const want = i < width ? fast[i] : slow[i];
    assert.ok(Math.abs(apart[i] - want) <= 1e-6, `component ${i}: want ${want}, got ${apart[i]}`);
  }
});

for (const optimiser of [{ by: "adamw" }, lbfgs] as const) {
  Deno.test(`a rate of 0 holds m where it began, ${optimiser.by}`, async () => {
    await using program = await compiled();
    const recipe: Recipe = { ...open, optimiser, rates: [1, 0], maxSteps: 30, restart: null };
    const start = initialVectors(open, { seed: 1, index: 0, size: 2 * width });
    let last = start;
    await fitOne({ recipe }, program, (proto) => last = proto.slice());
    assert.deepEqual(last.subarray(width), start.subarray(width));
    assert.notDeepEqual(last.subarray(0, width), start.subarray(0, width));
  });
}

Deno.test("paceOf() multiplies what a recipe says, and is 1 where it says nothing", () => {
  const moment = { vector: 1, step: 50, lossNats: 0.5 };
  assert.equal(paceOf(recipeNamed("paper"), moment), 1);
  const cosine = { kind: "cosine", steps: 100, floor: 0.2 } as const;
  // Half way down from 1 to 0.2, then m's own half of it.
  assert.ok(Math.abs(paceOf({ rates: [1, 0.5], schedule: cosine }, moment) - 0.3) < 1e-12);
  const loss = { kind: "loss", byLoss: 2, power: 0.5, floor: 0.1 } as const;
  assert.equal(paceOf({ schedule: loss }, moment), 0.5);
  assert.equal(paceOf({ schedule: loss }, { ...moment, lossNats: 3 }), 1);
  assert.equal(paceOf({ schedule: loss }, { ...moment, lossNats: 1e-9 }), 0.1);
  const warmUp = { kind: "warm-up", steps: 10 } as const;
  assert.equal(paceOf({ schedule: warmUp }, { ...moment, step: 0 }), 0.1);
});

Deno.test("one second moment a vector, of one component, is AdamW", () => {
  // Rows of one component: a mean of squares is the square itself.
  const gradient = initialVectors(open, { seed: 10, index: 0, size: given.length });
  const [one, other] = (["adamw", "adamw by vector"] as const).map((by) => {
    const parameters = given.slice();
    const optimiser = optimiserOf({ by });
    const state = optimiser.state({ by }, { size: given.length, width: 1 });
    const descent = { gradient, lossNats: 1, width: 1 };
    for (let step = 0; step < 5; step++) {
      optimiser.step(parameters, descent, { state, rule: { by }, rates: open });
    }
    return parameters;
  });
  one.forEach((value, i) => assert.ok(Math.abs(value - other[i]) < 1e-5, `component ${i}`));
});

Deno.test("L-BFGS comes to the bottom of a valley that AdamW is far from by then", () => {
  // Rosenbrock's function in ten pairs; its only minimum is 0, at ones.
  const value = (x: Float32Array) => {
    let sum = 0;
    const gradient = new Float32Array(x.length);
    for (let i = 0; i < x.length; i += 2) {
      const [a, b] = [1 - x[i], x[i + 1] - x[i] ** 2];
      sum += a ** 2 + 100 * b ** 2;
      gradient[i] = -2 * a - 400 * x[i] * b;
      gradient[i + 1] = 200 * b;
    }
    return { lossNats: sum, gradient, width: x.length };
  };
  const descended = (rule: OptimiserRule) => {
    const x = new Float32Array(20).map((_, i) => i % 2 === 0 ? -1.2 : 1);
    const optimiser = optimiserOf(rule);
    const state = optimiser.state(rule, { size: x.length, width: x.length });
    for (let pass = 0; pass < 100; pass++) {
      optimiser.step(x, value(x), { state, rule, rates: { ...open, learningRate: 0.1 } });
    }
    return value(x).lossNats;
  };
  assert.ok(descended(lbfgs) < 1e-5, `${descended(lbfgs)} left`);
  const diagonal = descended({ ...lbfgs, diagonal: 0.9 });
  assert.ok(diagonal < 1e-5, `${diagonal} left with a diagonal`);
  assert.ok(descended({ by: "adamw" }) > 0.1);
});

Deno.test("L-BFGS takes a step back that did not lower the loss", () => {
  const optimiser = optimiserOf(lbfgs);
  const state = optimiser.state(lbfgs, { size: 1, width: 1 });
  const x = Float32Array.of(0);
  const pass = (lossNats: number, slope: number) =>
    optimiser.step(x, { lossNats, gradient: Float32Array.of(slope), width: 1 }, {
      state,
      rule: lbfgs,
      rates: open,
    });
  pass(1, -1);
  assert.equal(x[0], 5, "the first step has its length");
  pass(2, 1);
  assert.equal(x[0], 2, "0.4 of it");
  assert.equal(state.step, 2, "a trial is a step");
});

Deno.test("weights of a prefix give the gradient that the prefix alone has", async () => {
  const model = await goldenModel("llama-gqa-tied");
  await using whole = await watched(tokens);
  await using short = await engine.compile(fitGraph(model, arrangement, { batch: 1, tokens: 2 }));
  const proto = float32(given, [1, 2, width]);
  const got = await whole.run({
    proto,
    targets: int64(targets, [1, tokens]),
    weights: float32(Float32Array.of(2, 2, 0, 0), [1, tokens]),
  });
  const want = await short.run({ proto, targets: int64(targets.slice(0, 2), [1, 2]) });
  const gradient = floats(want.gradient);
  const largest = Math.max(...gradient.map(Math.abs));
  floats(got.gradient).forEach((value, i) =>
    assert.ok(Math.abs(value - gradient[i]) <= 2e-6 * largest, `component ${i}`)
  );
  const losses = floats(got.positionLoss);
  const mean = losses.reduce((a, b) => a + b) / tokens;
  assert.ok(Math.abs(floats(got.loss)[0] - mean) < 1e-5, "the loss told is the plain mean");
});

Deno.test("a text that grows counts more positions when those before are right", () => {
  const rule = { by: "growth", from: 2, factor: 2, share: 1 } as const;
  const kept = {};
  const after = (...hits: boolean[]) =>
    positionWeights(rule, {
      tokens: 5,
      kept,
      last: { hits, lossesNats: new Float32Array(5) },
    });
  assert.deepEqual([...positionWeights(rule, { tokens: 5, kept })], [2.5, 2.5, 0, 0, 0]);
  assert.deepEqual([...after(true, false, true, true, true)], [2.5, 2.5, 0, 0, 0]);
  assert.deepEqual([...after(true, true, false, false, false)], [1.25, 1.25, 1.25, 1.25, 0]);
  assert.deepEqual([...after(true, true, true, true, false)], [1, 1, 1, 1, 1]);
});

Deno.test("a focus spares positions that are right by a margin, and minds the first", () => {
  const rule = { by: "focus", safeNats: 0.5, safeWeight: 0.1, firstWeight: 4 } as const;
  const last = { hits: [true, true, false], lossesNats: Float32Array.of(0.1, 0.6, 0.2) };
  const weights = positionWeights(rule, { tokens: 3, kept: {}, last });
  assert.deepEqual([...weights], [...Float32Array.of(0.4, 1, 1)]);
});

for (const lossPower of [2, 3] as const) {
  Deno.test(`losses to the power of ${lossPower} pull in proportion to what is left of them`, async () => {
    const pull = async (program: Program, weights: Float32Array) =>
      await program.run({
        proto: float32(given, [1, 2, width]),
        targets: int64(targets, [1, tokens]),
        weights: float32(weights, [1, tokens]),
      });
    await using plain = await watched(tokens);
    await using powered = await watched(tokens, lossPower);
    const alike = new Float32Array(tokens).fill(1);
    const { gradient, loss, positionLoss } = await pull(powered, alike);
    const losses = floats(positionLoss);
    assert.ok(Math.abs(losses.reduce((a, b) => a + b) / tokens - floats(loss)[0]) < 1e-5);
    // By the chain rule it is the plain loss's gradient, each position p·lossᵖ⁻¹ times.
    const want = await pull(plain, losses.map((nats) => lossPower * nats ** (lossPower - 1)));
    const [got, expected] = [floats(gradient), floats(want.gradient)];
    const size = Math.hypot(...expected);
    assert.ok(size > 0);
    assert.ok(Math.hypot(...got.map((value, i) => value - expected[i])) < 1e-4 * size);
  });
}

Deno.test("L-BFGS searches along a line by the power of the losses that it descends", async () => {
  await using program = await watched(tokens, 2);
  const recipe: Recipe = { ...open, optimiser: lbfgs, lossPower: 2, maxSteps: 60 };
  const seen: number[] = [];
  let fitted: FittedText | undefined;
  await fitAll([taskOf({ recipe })], {
    ...options(program),
    onStep: ([{ state: { optimiser } }]) => void seen.push(Number(optimiser.originLoss)),
    onFitted: (fit) => void (fitted = fit),
  });
  assert.equal(fitted!.accuracy, 1);
  const [first] = fitted!.trajectory;
  // The mean of squares is no less than the square of the mean, and well above the mean of 3.9 nats.
  assert.ok(seen[0] >= first.lossNats ** 2 - 1e-3, `${seen[0]}, mean ${first.lossNats}`);
});

Deno.test("a margin goes on from an exact pass until every position is clear", async () => {
  const two = targets.slice(0, 2);
  await using program = await watched(2);
  const fit = async (marginNats: number) => {
    // Large steps leap over the margin again and again: they shrink with the loss.
    const schedule = { kind: "loss", byLoss: 1, power: 1, floor: 0.02 } as const;
    const recipe: Recipe = { ...open, marginNats, schedule };
    let fitted: FittedText | undefined;
    await fitAll([taskOf({ targets: two, recipe })], {
      ...options(program),
      tokens: 2,
      onFitted: (fit) => void (fitted = fit),
    });
    return fitted!;
  };
  const [first, clear] = [await fit(Infinity), await fit(0.3)];
  assert.deepEqual([clear.accuracy, clear.attempts.at(-1)?.outcome], [1, "exact"]);
  assert.ok(clear.steps > first.steps && clear.steps < open.maxSteps, `${clear.steps} steps`);
  const { positionLoss } = await program.run({
    proto: float32(clear.proto, [1, 2, width]),
    targets: int64(two, [1, 2]),
    weights: float32(new Float32Array(2), [1, 2]),
  });
  for (const nats of floats(positionLoss)) assert.ok(nats < 0.3, `a position is at ${nats} nats`);
});

Deno.test("a weighted fit of L-BFGS stopped on the way goes on to the same bits", async () => {
  await using program = await watched(tokens);
  const recipe: Recipe = {
    ...open,
    optimiser: lbfgs,
    weighting: { by: "growth", from: 1, factor: 2, share: 1 },
    maxSteps: 40,
  };
  const whole = await fitOne({ recipe }, program);
  let calls = 0;
  const [left] = await fitAll([taskOf({ recipe })], {
    ...options(program),
    stop: () => calls++ >= 7,
  });
  const resumed = await fitOne({ recipe, resume: structuredClone(left.state) }, program);
  assert.deepEqual(resumed.proto, whole.proto);
  assert.deepEqual(resumed.trajectory, whole.trajectory);
});

Deno.test("texts whose recipes want different graphs are not fitted side by side", async () => {
  await using program = await compiled();
  const tasks = [taskOf({ recipe: open }), taskOf({ recipe: { ...open, marginNats: 0.1 } })];
  await assert.rejects(fitAll(tasks, options(program)), /some recipes watch their positions/);
  const powers = [2, 3].map((lossPower) =>
    taskOf({ recipe: { ...open, lossPower: lossPower as 2 | 3 } })
  );
  await assert.rejects(fitAll(powers, options(program)), /descend different powers of the loss/);
});

const options = (program: Program) => ({ program, batch: 1, tokens, vectors: 2, width });

function taskOf(changes: Partial<FitTask>): FitTask {
  return { id: "text", targets, seed: 1, index: 0, recipe: open, ...changes };
}

async function fitOne(
  changes: Partial<FitTask>,
  program: Program,
  onProto: (proto: Float32Array) => unknown = () => {},
): Promise<FittedText> {
  let fitted: FittedText | undefined;
  await fitAll([taskOf(changes)], {
    ...options(program),
    onStep: ([{ state }]) => void onProto(state.proto),
    onFitted: (fit) => void (fitted = fit),
  });
  return fitted!;
}

async function compiled(): Promise<Program> {
  const model = await goldenModel("llama-gqa-tied");
  return await engine.compile(fitGraph(model, arrangement, { batch: 1, tokens }));
}

async function watched(tokens: number, lossPower?: LossPower): Promise<Program> {
  const model = await goldenModel("llama-gqa-tied");
  const size = { batch: 1, tokens, watched: true, lossPower };
  return await engine.compile(fitGraph(model, arrangement, size));
}
