import assert from "node:assert/strict";
import {
  type Bezier,
  bezierPoint,
  equallySpaced,
  lengthRatio,
  straightLine,
} from "../../src/proto/bezier.ts";
import { type CurveOptions, fitBezier, scoresAlong } from "../../src/proto/fit_bezier.ts";
import { arrangements, fitGraph } from "../../src/proto/mod.ts";
import type { Stream } from "../../src/random/mod.ts";
import { onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { relativeDistance } from "../kernels/agreement.ts";
import { goldenModel, goldenTensors } from "../models/golden_checkpoint.ts";

/** What PyTorch made of two points of llama-gqa-tied: fixtures/golden/bezier.py. */
const golden = JSON.parse(
  await Deno.readTextFile(new URL("../../fixtures/golden/bezier.json", import.meta.url)),
) as {
  readonly targets: readonly number[];
  readonly recipe: { lr: number; betas: [number, number]; eps: number };
  readonly taus: readonly (readonly number[])[];
  readonly grid: readonly number[];
  readonly lineLosses: readonly number[];
  readonly curveLosses: readonly number[];
  readonly lengthRatio: number;
};
const tensor = await goldenTensors("bezier");
const first = await tensor("first");
const last = await tensor("last");
const control = await tensor("control");
const batch = golden.taus[0].length;
const recipe = {
  steps: golden.taus.length,
  learningRate: golden.recipe.lr,
  beta1: golden.recipe.betas[0],
  beta2: golden.recipe.betas[1],
  epsilon: golden.recipe.eps,
};

Deno.test("fitBezier() takes PyTorch's Adam steps, the gradient of π from its autograd", async () => {
  await using work = await opened();
  const curve = await fitBezier([first, last], { ...work.options, recipe, stream: replayed() });
  const middle = straightLine([first, last]).control;
  const moved = relativeDistance(curve.control, middle);
  assert.ok(moved > 0.01, `π moved by ${moved} only`);
  const distance = relativeDistance(curve.control, control);
  assert.ok(distance < 1e-5, `π is ${distance} from PyTorch's`);
});

Deno.test("scoresAlong() gives PyTorch's losses on a line and on a curve", async () => {
  await using work = await opened();
  const ends = [first, last] as const;
  for (
    const [curve, want] of [
      [straightLine(ends), golden.lineLosses],
      [{ ends, control }, golden.curveLosses],
    ] as const
  ) {
    // Five points in calls of three: the last call is not full.
    const scores = await scoresAlong(curve, { ...work.options, taus: golden.grid });
    assert.deepEqual(scores.map(({ tau }) => tau), golden.grid);
    scores.forEach(({ lossNats }, i) => assert.ok(Math.abs(lossNats - want[i]) < 1e-5));
  }
});

Deno.test("a vector that both ends share stays where it is", async () => {
  await using work = await opened();
  const width = first.length / 2;
  const shared = first.slice(width);
  const other = last.slice();
  other.set(shared, width);
  const curve = await fitBezier([first, other], { ...work.options, recipe, stream: replayed() });
  assert.deepEqual(curve.control.slice(width), shared);
  const { control } = straightLine([first, other]);
  assert.ok(relativeDistance(curve.control, control) > 0.01);
});

Deno.test("the ends of a curve are its solutions, to the bit", () => {
  const curve: Bezier = { ends: [first, last], control };
  assert.deepEqual(bezierPoint(curve, 0), first);
  assert.deepEqual(bezierPoint(curve, 1), last);
});

Deno.test("equallySpaced() includes both ends", () => {
  assert.deepEqual(equallySpaced(5), [0, 0.25, 0.5, 0.75, 1]);
});

/** Ends, π, and length over chord; [x, y] points. */
const lengths: readonly [string, number[], number[], number[], number][] = [
  ["the straight line", [0, 0], [2, 1], [4, 2], 1],
  ["a line walked unevenly", [0, 0], [0.5, 0], [4, 0], 1],
  // y = 2x(1 − x): ∫ √(1 + (2 − 4x)²) dx.
  ["a parabola", [0, 0], [0.5, 1], [1, 0], (2 * Math.sqrt(5) + Math.asinh(2)) / 4],
  ["one that overshoots and turns on the spot", [0, 0], [2, 0], [1, 0], 5 / 3],
];
for (const [name, from, over, to, want] of lengths) {
  Deno.test(`lengthRatio() of ${name}`, () => {
    const got = lengthRatio({ ends: [f32(from), f32(to)], control: f32(over) });
    assert.ok(Math.abs(got - want) < 1e-6, `${got}, want ${want}`);
  });
}

Deno.test("lengthRatio() is that of a fine polyline of the fitted curve", () => {
  const got = lengthRatio({ ends: [first, last], control });
  assert.ok(Math.abs(got - golden.lengthRatio) < 1e-6, `${got}, want ${golden.lengthRatio}`);
});

Deno.test("lengthRatio() refuses ends that are one point", () => {
  assert.throws(
    () => lengthRatio({ ends: [first, first], control }),
    new RangeError("Cannot measure a curve: its ends are one point, want two solutions"),
  );
});

const f32 = (values: readonly number[]) => Float32Array.from(values);

/** A compiled graph of the checkpoint that the golden curve was fitted on. */
async function opened() {
  const model = await goldenModel("llama-gqa-tied");
  const tokens = golden.targets.length;
  const graph = fitGraph(model, arrangements["[e][m]×(N−1)"], { batch, tokens });
  const program = await onnxRuntimeEngine({ threads: 1 }).compile(graph);
  const { width } = model.config;
  const options: CurveOptions = { program, batch, vectors: 2, width, targets: golden.targets };
  return { options, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

/** A stream that gives PyTorch's τ one after another. */
function replayed(): Stream {
  const taus = golden.taus.flat();
  const never = () => assert.fail("a curve draws no integers");
  return { uniform: () => taus.shift()!, integer: never };
}
