/** A value that cannot be made says which kernel refused it, what it got and what it wanted. */
import assert from "node:assert/strict";
import { input, type Shape } from "../../src/graph/mod.ts";
import * as k from "../../src/kernels/mod.ts";

const f = (...shape: Shape) => input("x", shape);
const ids = (...shape: Shape) => input("ids", shape, "int64");

const refused: readonly (readonly [make: () => unknown, message: string])[] = [
  [
    () => k.add(f(2, 3), f(2)),
    'Cannot apply "add" to float32 [2, 3], float32 [2]: it wants two float32 values whose shapes broadcast',
  ],
  [
    () => k.multiply(f(2), ids(2)),
    'Cannot apply "multiply" to float32 [2], int64 [2]: it wants two float32 values whose shapes broadcast',
  ],
  [() => k.argMax(f()), 'Cannot apply "argMax" to float32 []: it wants float32 [..., D]'],
  [() => k.concat([], 0), 'Cannot apply "concat" to : it wants at least one value'],
  [
    () => k.concat([f(2, 3), f(2, 4)], 0),
    'Cannot apply "concat" to float32 [2, 3], float32 [2, 4]: it wants shapes equal but for axis 0',
  ],
  [() => k.concat([f(2), f(2)], 1), "Cannot take axis 1: the value has 1 axes"],
  [
    () => k.expand(f(2), [3]),
    'Cannot apply "expand" to float32 [2]: it wants a float32 value that broadcasts to [3]',
  ],
  [
    () => k.gatherRows(f(4, 2), f(3)),
    'Cannot apply "gatherRows" to float32 [4, 2], float32 [3]: it wants float32 [V, D] and int64 [...]',
  ],
  [() => k.gelu(ids(1)), 'Cannot apply "gelu" to int64 [1]: it wants one float32 value'],
  [
    () => k.layerNorm(f(2, 3), { w: f(3), bias: f(2), epsilon: 1e-5 }),
    'Cannot apply "layerNorm" to float32 [2, 3], float32 [3], float32 [2]: ' +
    "it wants float32 [..., D], [D] and [D]",
  ],
  [
    () => k.linear(f(2, 3), { w: f(3, 4), bias: f(4) }),
    'Cannot apply "linear" to float32 [2, 3], float32 [3, 4], float32 [4]: ' +
    "it wants float32 [M, K], [N, K] and [N]",
  ],
  [
    () => k.matMul(f(2, 3), f(2, 3)),
    'Cannot apply "matMul" to float32 [2, 3], float32 [2, 3]: ' +
    "it wants float32 [..., M, K] and [..., K, N] (each pair swapped where transposed)",
  ],
  [
    () => k.matMul(f(2, 2, 3), f(3, 3, 2)),
    'Cannot apply "matMul" to float32 [2, 2, 3], float32 [3, 3, 2]: ' +
    "it wants float32 [..., M, K] and [..., K, N] (each pair swapped where transposed)",
  ],
  [
    () => k.matMul(ids(2, 3), f(3, 2)),
    'Cannot apply "matMul" to int64 [2, 3], float32 [3, 2]: ' +
    "it wants float32 [..., M, K] and [..., K, N] (each pair swapped where transposed)",
  ],
  [
    () => k.pad(f(2), { axis: 0, before: -1, after: 0 }),
    'Cannot apply "pad" to float32 [2]: it wants float32 and counts ≥ 0, got -1 and 0',
  ],
  [
    () => k.reduceSum(ids(2), [0]),
    'Cannot apply "reduceSum" to int64 [2]: it wants one float32 value',
  ],
  [
    () => k.reshape(f(2, 3), [5]),
    'Cannot apply "reshape" to float32 [2, 3]: it wants 5 elements for [5]',
  ],
  [
    () => k.reshape(f(2, 3), [-2, -3]),
    'Cannot apply "reshape" to float32 [2, 3]: it wants 6 elements for [-2, -3]',
  ],
  [
    () => k.rmsNorm(f(2, 3), f(2), 1e-5),
    'Cannot apply "rmsNorm" to float32 [2, 3], float32 [2]: it wants float32 [..., D] and [D]',
  ],
  [
    () => k.rotary(f(1, 2, 3, 4), { cos: f(3, 4), sin: f(3, 4) }),
    'Cannot apply "rotary" to float32 [1, 2, 3, 4], float32 [3, 4], float32 [3, 4]: ' +
    "it wants [B, H, N, d] and twice [N, r/2] with r ≤ d",
  ],
  [() => k.scale(ids(2), 2), 'Cannot apply "scale" to int64 [2]: it wants one float32 value'],
  [() => k.silu(ids(2)), 'Cannot apply "silu" to int64 [2]: it wants one float32 value'],
  [
    () => k.slice(f(4), { axis: 0, start: 3, end: 3 }),
    'Cannot apply "slice" to float32 [4]: it wants 0 ≤ start < end ≤ size, got 3…3 on axis 0',
  ],
  [
    () => k.slice(f(4), { axis: 0, start: 2, end: 5 }),
    'Cannot apply "slice" to float32 [4]: it wants 0 ≤ start < end ≤ size, got 2…5 on axis 0',
  ],
  [() => k.softmax(f()), 'Cannot apply "softmax" to float32 []: it wants float32 [..., D]'],
  [
    () => k.split(f(2, 5), { axis: 1, count: 2 }),
    'Cannot apply "split" to float32 [2, 5]: it wants whole parts [2.5, 2.5] that fill axis 1',
  ],
  [
    () => k.transpose(f(2, 3), [1, 1]),
    'Cannot apply "transpose" to float32 [2, 3]: it wants 2 axes for [1, 1]',
  ],
  [
    () => k.vocabularyCrossEntropy(f(2, 3), { table: f(5, 3), targets: ids(3) }),
    'Cannot apply "vocabularyCrossEntropy" to float32 [2, 3], float32 [5, 3], int64 [3]: ' +
    "it wants float32 [M, D], float32 [V, D] and int64 [M]",
  ],
];

for (const [make, message] of refused) {
  Deno.test(message, () => {
    assert.throws(make, (error: unknown) => {
      assert.ok(error instanceof TypeError || error instanceof RangeError);
      assert.equal(error.message, message);
      return true;
    });
  });
}

Deno.test("an operation that changes nothing makes no node", () => {
  const x = f(2, 3);
  assert.equal(k.reshape(x, [2, 3]), x);
  assert.equal(k.transpose(x, [0, 1]), x);
  assert.equal(k.scale(x, 1), x);
  assert.equal(k.expand(x, [2, 3]), x);
  assert.equal(k.reduceSum(x, []), x);
  assert.equal(k.concat([x], 0), x);
});
