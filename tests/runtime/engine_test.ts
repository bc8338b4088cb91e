import assert from "node:assert/strict";
import { type Graph, input } from "../../src/graph/mod.ts";
import { add, argMax, scale, softmax } from "../../src/kernels/mod.ts";
import {
  type Engine,
  float32,
  floats,
  int64,
  integers,
  onnxRuntimeEngine,
  referenceEngine,
  type Tensor,
} from "../../src/runtime/mod.ts";

const engines: readonly Engine[] = [onnxRuntimeEngine({ threads: 1 }), referenceEngine()];

for (const engine of engines) {
  const subject = `the ${engine.name} engine`;

  Deno.test(`${subject} computes what a graph says`, async () => {
    await using program = await engine.compile(scoresGraph());
    const results = await program.run({ x: float32(Float32Array.of(1, 2, 4, 4), [2, 2]) });
    assert.deepEqual(results.best, int64([1, 0], [2]));
    assert.deepEqual([...results.p.shape], [2, 2]);
    const got = [...floats(results.p)];
    // softmax(1, 2) by hand: 1/(1 + e), e/(1 + e).
    [0.2689414, 0.7310586, 0.5, 0.5].forEach((want, i) =>
      assert.ok(Math.abs(got[i] - want) < 1e-6)
    );
  });

  Deno.test(`${subject} keeps earlier results when run again`, async () => {
    await using program = await engine.compile(scoresGraph());
    const first = await program.run({ x: float32(Float32Array.of(0, 0, 0, 0), [2, 2]) });
    const copy = [...floats(first.p)];
    await program.run({ x: float32(Float32Array.of(9, 0, 0, 9), [2, 2]) });
    assert.deepEqual([...floats(first.p)], copy);
  });

  Deno.test(`${subject} gives the same bits again`, async () => {
    const feeds = { x: float32(Float32Array.of(0.1, 0.7, -3, 2), [2, 2]) };
    const runs: Tensor[] = [];
    for (let i = 0; i < 2; i++) {
      await using program = await engine.compile(scoresGraph());
      runs.push((await program.run(feeds)).p);
    }
    assert.deepEqual(runs[0], runs[1]);
  });

  Deno.test(`${subject} takes an output that is an input`, async () => {
    const x = input("x", [2]);
    await using program = await engine.compile({ inputs: { x }, outputs: { same: x } });
    const { same } = await program.run({ x: float32(Float32Array.of(3, 5), [2]) });
    assert.deepEqual([...floats(same)], [3, 5]);
  });
}

Deno.test("a device that is not there is one clear line", async () => {
  const x = input("x", [1]);
  const graph = { inputs: { x }, outputs: { y: scale(x, 2) } };
  const engine = onnxRuntimeEngine({ device: "abacus" as "cpu" });
  await assert.rejects(engine.compile(graph), (error: Error) => {
    assert.match(
      error.message,
      /^Cannot run on device "abacus": [^\n]+; want one of webgpu, cuda or cpu$/,
    );
    return true;
  });
});

Deno.test("a wrong feed is refused", async () => {
  await using program = await onnxRuntimeEngine({ threads: 1 }).compile(scoresGraph());
  await assert.rejects(program.run({}));
  await assert.rejects(program.run({ x: float32(new Float32Array(3), [3]) }));
  await assert.rejects(program.run({ x: int64([1, 2, 3, 4], [2, 2]) }));
});

Deno.test("tensors are read as what they are", () => {
  assert.deepEqual([...floats(float32(Float32Array.of(1, 2), [2]))], [1, 2]);
  assert.deepEqual(integers(int64([-1, 2 ** 40], [2])), [-1, 2 ** 40]);
  assert.throws(() => floats(int64([1], [1])), TypeError);
  assert.throws(() => integers(float32(Float32Array.of(1), [1])), TypeError);
});

Deno.test("ONNX Runtime's telemetry is off before its module is loaded", () => {
  assert.equal(Deno.env.get("ORT_DISABLE_TELEMETRY"), "1");
});

/** x [2, 2] → row softmax p of x + x, and its argmax after halving again. */
function scoresGraph(): Graph {
  const x = input("x", [2, 2]);
  const half = scale(add(x, x), 0.5);
  return { inputs: { x }, outputs: { p: softmax(half), best: argMax(half) } };
}
