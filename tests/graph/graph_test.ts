import assert from "node:assert/strict";
import {
  constant,
  evaluate,
  type Graph,
  input,
  lower,
  print,
  topologicalOrder,
  type Value,
  verify,
  weight,
} from "../../src/graph/mod.ts";
import { add, matMul, reshape, scale, split } from "../../src/kernels/mod.ts";

const x = input("x", [2]);
const y = input("y", [2]);

const refused: readonly (readonly [graph: Graph, message: string])[] = [
  [{ inputs: { x }, outputs: {} }, "Cannot use graph: it has no outputs"],
  [
    { inputs: { x }, outputs: { sum: add(x, y) } },
    'Cannot use graph: "add" reads input "y" [2], which is not declared',
  ],
  [
    { inputs: { x, y }, outputs: { twice: scale(x, 2) } },
    'Cannot use graph: input "y" is never read',
  ],
  [
    { inputs: { z: x }, outputs: { twice: scale(x, 2) } },
    'Cannot use graph: input "z" is not an input value of that name',
  ],
  [
    { inputs: { x, twice: scale(x, 2) }, outputs: { x } },
    'Cannot use graph: input "twice" is not an input value of that name',
  ],
];

for (const [graph, message] of refused) {
  Deno.test(`verify(): ${message}`, () => {
    assert.throws(() => verify(graph), new TypeError(message));
    assert.throws(() => lower(graph), new TypeError(message));
  });
}

Deno.test("topologicalOrder() lists every node once, after what it needs", () => {
  const a = scale(x, 2);
  const b = add(a, a);
  const c = add(b, a);
  const names = topologicalOrder([c, b]).map(({ outputs: [value] }) => value);
  assert.deepEqual(names, [a, b, c]);
});

Deno.test("topologicalOrder() lists a node of several outputs once", () => {
  const [left, right] = split(x, { axis: 0, count: 2 });
  assert.equal(topologicalOrder([add(left, right)]).length, 2);
});

Deno.test("a graph 100,000 nodes deep is ordered, verified, evaluated and printed", () => {
  const graph = { inputs: { x }, outputs: { deep: deepSum(x, 100_000) } };
  assert.equal(topologicalOrder([graph.outputs.deep]).length, 100_000);
  verify(graph);
  const feeds = { x: { shape: [2], data: Float64Array.of(1, -3) } };
  assert.deepEqual([...evaluate(graph, feeds).deep.data], [100_001, -300_003]);
  assert.equal(print(graph).split("\n").length, 100_002);
});

Deno.test("a graph 2^60 paths wide is ordered at once", () => {
  let value: Value = x;
  for (let i = 0; i < 60; i++) value = add(value, value);
  assert.equal(topologicalOrder([value]).length, 60);
});

Deno.test("print() shows one node a line", () => {
  const w = weight("head.weight", [3, 2], location("/w.safetensors"));
  const rows = reshape(add(x, constant(Float32Array.of(1, 2), [2])), [1, 2]);
  const graph = { inputs: { x }, outputs: { logits: matMul(rows, w, { transposeB: true }) } };
  assert.equal(
    print(graph),
    [
      "input x : float32 [2]",
      "%0 = add(x, constant [2]) : [2]",
      '%1 = reshape(%0) {"shape":[1,2]} : [1, 2]',
      '%2 = matMul(%1, weight head.weight) {"transposeA":false,"transposeB":true,"scale":1} : [1, 3]',
      "output logits = %2 : [1, 3]",
    ].join("\n"),
  );
});

Deno.test("evaluate() says what it has no data for", () => {
  const w = weight("w", [2], location("/w.safetensors"));
  const graph = { inputs: { x }, outputs: { sum: add(x, w) } };
  assert.throws(() => evaluate(graph, {}), new TypeError(noData('input "x"')));
  const feeds = { x: { shape: [2], data: Float64Array.of(1, 2) } };
  assert.throws(() => evaluate(graph, feeds), new TypeError(noData('weight "w"')));
  const read = () => ({ shape: [2], data: Float64Array.of(10, 20) });
  assert.deepEqual([...evaluate(graph, feeds, read).sum.data], [11, 22]);
});

Deno.test("constant() wants as many elements as its shape has", () => {
  assert.throws(
    () => constant(Float32Array.of(1, 2, 3), [2]),
    new RangeError("Cannot make a constant of shape [2]: got 3 elements, want 2"),
  );
});

Deno.test("lower() leaves weights where they lie", () => {
  const w = weight("w", [2], location("/models/m.safetensors"));
  const { model, weightsFolder, bytes } = lower({ inputs: { x }, outputs: { sum: add(x, w) } });
  assert.equal(weightsFolder, "/models");
  const [tensor] = model.graph.initializer;
  assert.equal(tensor.rawData, undefined);
  assert.deepEqual(tensor.externalData, [
    { key: "location", value: "m.safetensors" },
    { key: "offset", value: "64" },
    { key: "length", value: "8" },
  ]);
  assert.ok(bytes.length < 400);
});

Deno.test("lower() widens weights stored narrower", () => {
  const w = weight("w", [2], { ...location("/w.safetensors"), storage: "BF16", byteLength: 4 });
  const { model } = lower({ inputs: { x }, outputs: { sum: add(x, w) } });
  assert.deepEqual(model.graph.node.map(({ opType }) => opType), ["Cast", "Add", "Identity"]);
});

Deno.test("lower() takes weights from one folder only", () => {
  const [a, b] = ["/a/w.safetensors", "/b/w.safetensors"].map((path, i) =>
    weight(`w${i}`, [2], location(path))
  );
  assert.throws(
    () => lower({ inputs: {}, outputs: { sum: add(a, b) } }),
    new TypeError(
      "Cannot lower graph: its weights lie in 2 folders (/a, /b), ONNX Runtime takes one",
    ),
  );
});

function deepSum(value: Value, depth: number): Value {
  let sum = value;
  for (let i = 0; i < depth; i++) sum = add(sum, value);
  return sum;
}

function location(path: string) {
  return { path, byteOffset: 64, byteLength: 8, storage: "F32" } as const;
}

function noData(what: string): string {
  return `Cannot evaluate graph: no data for ${what}`;
}
