import assert from "node:assert/strict";
import { gradients } from "../../src/autodiff/mod.ts";
import { evaluate, input, topologicalOrder, type Value, weight } from "../../src/graph/mod.ts";
import {
  add,
  argMax,
  gatherRows,
  matMul,
  multiply,
  reshape,
  rmsNorm,
  scale,
  split,
} from "../../src/kernels/mod.ts";

Deno.test("gradients() adds what arrives on every path", () => {
  const x = input("x", [2]);
  const y = multiply(x, add(x, scale(x, 3))); // 4x²
  const [g] = gradients(y, [x]);
  assert.deepEqual(run({ x }, g, [1, -2]), [8, -16]);
});

Deno.test("gradients() of the sum reaches through broadcasting", () => {
  const x = input("x", [1]);
  const many = add(x, input("zeros", [3, 2]));
  const [g] = gradients(many, [x]);
  const { result } = evaluate({ inputs: { x }, outputs: { result: g } }, {});
  assert.deepEqual([...result.data], [6]);
});

Deno.test("gradients() with respect to a value in the middle stops there", () => {
  const x = input("x", [2]);
  const middle = multiply(x, x);
  const [g] = gradients(scale(middle, 5), [middle]);
  const kernels = topologicalOrder([g]).map(({ kernel }) => kernel.name);
  assert.deepEqual(kernels, ["scale"]);
});

Deno.test("gradients() of a value with respect to itself is one", () => {
  const x = input("x", [3]);
  assert.deepEqual(run({ x }, gradients(x, [x])[0], [4, 5, 6]), [1, 1, 1]);
});

Deno.test("gradients() fills in the parts of a split that nobody used", () => {
  const x = input("x", [4]);
  const [, right] = split(x, { axis: 0, count: 2 });
  assert.deepEqual(run({ x }, gradients(scale(right, 7), [x])[0], [1, 1, 1, 1]), [0, 0, 7, 7]);
});

Deno.test("gradients() makes nothing for frozen weights", () => {
  const x = input("x", [1, 2]);
  const w = weight("w", [3, 2], { path: "/w", byteOffset: 0, byteLength: 24, storage: "F32" });
  const [g] = gradients(matMul(x, w, { transposeB: true }), [x]);
  const kernels = topologicalOrder([g]).map(({ kernel }) => kernel.name);
  assert.deepEqual(kernels, ["matMul"]);
});

Deno.test("gradients() does not walk into what leads to no wanted value", () => {
  const x = input("x", [2]);
  const ids = argMax(input("scores", [2, 3])); // No gradient, but none is wanted either.
  const rows = gatherRows(input("table", [3, 2]), ids);
  const [g] = gradients(multiply(rows, x), [x]);
  assert.deepEqual([...g.shape], [2]);
});

Deno.test("gradients() of a graph 100,000 nodes deep", () => {
  const x = input("x", [1]);
  let y: Value = x;
  for (let i = 0; i < 100_000; i++) y = add(y, x);
  assert.deepEqual(run({ x }, gradients(y, [x])[0], [0]), [100_001]);
});

Deno.test("gradients() refuses what does not depend on the wanted value", () => {
  const [x, other] = [input("x", [2]), input("other", [2])];
  assert.throws(
    () => gradients(scale(x, 2), [other]),
    new TypeError("Cannot differentiate: the result does not depend on a wanted value"),
  );
});

Deno.test("gradients() refuses to differentiate towards a frozen weight, by kernel", () => {
  const [x, w] = [input("x", [2, 3]), input("w", [3])];
  assert.throws(
    () => gradients(rmsNorm(x, w, 1e-5), [w]),
    new TypeError('Cannot differentiate "rmsNorm": its weight is frozen'),
  );
});

Deno.test("gradients() refuses a second derivative where a kernel has none, by kernel", () => {
  const [x, w] = [input("x", [1, 3]), input("w", [3])];
  const [first] = gradients(rmsNorm(x, w, 1e-5), [x]);
  assert.throws(
    () => gradients(reshape(first, [3]), [x]),
    new TypeError('Cannot differentiate "rmsNormGradient": it has no gradient'),
  );
});

function run(inputs: Record<string, Value>, result: Value, x: number[]): number[] {
  const feeds = { x: { shape: inputs.x.shape, data: Float64Array.from(x) } };
  return [...evaluate({ inputs, outputs: { result } }, feeds).result.data];
}
