/** What TensorFlow.js must do as an engine, beside computing the right numbers. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { apply, constant, input, type Kernel, weight } from "../../src/graph/mod.ts";
import { add, argMax, gatherRows, multiply, scale, softmax } from "../../src/kernels/mod.ts";
import { float32, floats, int64 } from "../../src/runtime/engine.ts";
import { loadTensorFlow } from "../../src/runtime/tfjs/load_tensor_flow.ts";
import { tfjsEngine } from "../../src/runtime/tfjs/mod.ts";
import { goldenModel } from "../models/golden_checkpoint.ts";
import { arrangementNamed, fitGraph } from "../../src/proto/mod.ts";
import { backends, nativeMissing } from "./tfjs_backends.ts";

for (const backend of backends) {
  const subject = `TensorFlow.js ${backend}`;

  Deno.test(`${subject} says what it is`, async () => {
    const engine = await tfjsEngine({ backend });
    assert.equal(engine.name, "tfjs");
    assert.equal(engine.backend, backend);
    assert.ok(["cpu", "cuda"].includes(engine.device));
    assert.equal(/deno task tfjs:build/.test(engine.notice), backend !== "tensorflow");
    assert.equal(engine.notice.split("\n").length, 1);
  });

  Deno.test(`${subject} keeps earlier results when run again, and gives the same bits`, async () => {
    const x = input("x", [2, 2]);
    const engine = await tfjsEngine({ backend });
    await using program = await engine.compile({
      inputs: { x },
      outputs: {
        p: softmax(x),
        best: argMax(x),
        same: x,
        fixed: constant(new Float32Array(1), [1]),
      },
    });
    const feed = { x: float32(Float32Array.of(0.1, 0.7, 4, 2), [2, 2]) };
    const first = await program.run(feed);
    const copy = structuredClone(first);
    await program.run({ x: float32(Float32Array.of(9, 0, 0, 9), [2, 2]) });
    assert.deepEqual(first, copy);
    assert.deepEqual(await program.run(feed), copy);
    assert.deepEqual(first.best, int64([1, 0], [2]));
    assert.deepEqual(first.same, feed.x);
  });

  Deno.test(`${subject} leaves no tensor behind`, async () => {
    const { tf } = await loadTensorFlow({ backend, threads: 1 });
    const engine = await tfjsEngine({ backend });
    const model = await goldenModel("gpt-neox");
    const graph = fitGraph(model, arrangementNamed("[e][m]x(N-1)"), { batch: 1, tokens: 4 });
    const feeds = {
      proto: float32(new Float32Array(2 * model.config.width).fill(0.5), [
        1,
        2,
        model.config.width,
      ]),
      targets: int64([1, 2, 3, 4], [1, 4]),
    };
    const before = tf.memory().numTensors;
    {
      await using first = await engine.compile(graph);
      const one = tf.memory().numTensors;
      await using second = await engine.compile(graph);
      const shared = tf.memory().numTensors - one;
      assert.ok(shared < one - before, "two programs of one model hold its weights once");
      await first.run(feeds);
      const held = tf.memory().numTensors;
      await first.run(feeds);
      await second.run(feeds);
      assert.equal(tf.memory().numTensors, held);
    }
    await new Promise((resolve) => setTimeout(resolve));
    assert.equal(tf.memory().numTensors, before);
  });

  Deno.test(`${subject} widens float16 and bfloat16 weights`, async () => {
    const folder = await Deno.makeTempDir();
    const path = join(folder, "weights.bin");
    const halves = Float16Array.of(0.5, -1.25, 3, 65504);
    const brain = Uint16Array.of(0x3f80, 0xc000, 0x3e20, 0x7f00); // 1, −2, 0.15625, 1.7e38
    await Deno.writeFile(
      path,
      new Uint8Array([
        ...new Uint8Array(halves.buffer),
        ...new Uint8Array(brain.buffer),
      ]),
    );
    const at = (byteOffset: number) => ({ path, byteOffset, byteLength: 8 });
    const a = weight("a", [2, 2], { ...at(0), storage: "F16" });
    const b = weight("b", [2, 2], { ...at(8), storage: "BF16" });
    const x = input("x", [1]);
    const engine = await tfjsEngine({ backend });
    await using program = await engine.compile({
      inputs: { x },
      outputs: { a: multiply(a, x), b: add(b, x) },
    });
    const results = await program.run({ x: float32(Float32Array.of(2), [1]) });
    assert.deepEqual([...floats(results.a)], [1, -2.5, 6, 131008]);
    assert.deepEqual([...floats(results.b)].slice(0, 3), [3, 0, 2.15625]);
    await Deno.remove(folder, { recursive: true });
  });

  Deno.test(`${subject} rejects a missing input, a wrong shape and integers beyond 32 bits`, async () => {
    const x = input("x", [2]);
    const ids = input("ids", [1], "int64");
    const engine = await tfjsEngine({ backend });
    const table = constant(new Float32Array(4), [2, 2]);
    await using program = await engine.compile({
      inputs: { x, ids },
      outputs: { y: scale(x, 2), rows: gatherRows(table, ids) },
    });
    const fits = { x: float32(new Float32Array(2), [2]), ids: int64([1], [1]) };
    await assert.rejects(program.run({ ids: fits.ids }), {
      name: "TypeError",
      message: 'Cannot run graph: input "x" got nothing, it wants float32 [2]',
    });
    await assert.rejects(program.run({ ...fits, x: float32(new Float32Array(3), [3]) }), {
      message: 'Cannot run graph: input "x" got float32 [3], it wants float32 [2]',
    });
    await assert.rejects(program.run({ ...fits, ids: int64([2 ** 32], [1]) }), {
      name: "RangeError",
      message: "Cannot give 4294967296 to TensorFlow.js: its integers have 32 bits",
    });
  });
}

Deno.test("a kernel that TensorFlow.js lacks is named when the graph is compiled", async () => {
  const unknown: Kernel<unknown> = {
    name: "cosine",
    shape: ([x]) => [x],
    reference: ([x]) => [x],
    lower: ({ names }) => names,
    tolerance: { absolute: 0, relative: 0 },
  };
  const x = input("x", [1]);
  const engine = await tfjsEngine({ backend: "cpu" });
  await assert.rejects(
    engine.compile({ inputs: { x }, outputs: { y: apply(unknown, [x], {})[0] } }),
    { message: 'Cannot run "cosine" on TensorFlow.js: it has no entry in operations.ts' },
  );
});

Deno.test("the native backend, asked for where it is not built, is one line with the cure", async () => {
  const folder = await Deno.makeTempDir();
  await assert.rejects(tfjsEngine({ backend: "tensorflow", folder }), {
    message: `Cannot run TensorFlow.js natively: "${folder}" has no built native package, ` +
      `"deno task tfjs:build" makes one`,
  });
  assert.equal((await tfjsEngine({ folder })).backend, "wasm");
  await Deno.remove(folder);
});

Deno.test({
  name: `by default the native backend runs${nativeMissing}`,
  ignore: nativeMissing !== "",
  fn: async () => assert.equal((await tfjsEngine()).backend, "tensorflow"),
});
