import assert from "node:assert/strict";
import { kernelCases, openKernelCase, timeKernels } from "../../src/bench/mod.ts";
import { type Engine, float32, onnxRuntimeEngine } from "../../src/runtime/mod.ts";

// The head takes seconds in the reference; deno bench and deno task bench check it.
const cases = kernelCases.filter(({ name }) => !name.startsWith("head"));

Deno.test("every benchmarked kernel agrees with its float64 reference, and is timed", async () => {
  const engine = onnxRuntimeEngine({ threads: 1, weights: "packed" });
  const rows = await timeKernels(cases, { engine, repetitions: 2, command: "deno task bench" });
  assert.deepEqual(rows.map(({ kernel }) => kernel), cases.map(({ name }) => name));
  for (const { kernel, samplesMilliseconds, gigaflopsPerSecond, gigabytesPerSecond } of rows) {
    assert.equal(samplesMilliseconds.length, 2, kernel);
    assert.ok(gigaflopsPerSecond > 0 && gigabytesPerSecond > 0, kernel);
  }
});

Deno.test("openKernelCase() refuses to time an engine that is wrong", async () => {
  const silu = cases.find(({ name }) => name.startsWith("silu"))!;
  await assert.rejects(
    openKernelCase(silu, engineSaying(0.5)),
    /^RangeError: Cannot time "silu 32×1536": element 0 is 0.5, want/,
  );
  await assert.rejects(openKernelCase(silu, engineSaying(NaN)), /element 0 is NaN/);
});

Deno.test("openKernelCase() deletes its weights on disposal", async () => {
  const engine = onnxRuntimeEngine({ threads: 1 });
  const kernel = await openKernelCase(cases[0], engine);
  assert.ok((await Deno.stat(kernel.folder)).isDirectory);
  await kernel[Symbol.asyncDispose]();
  await assert.rejects(Deno.stat(kernel.folder), Deno.errors.NotFound);
});

/** Answers everything with one number. */
function engineSaying(value: number): Engine {
  const shape = [32, 1536];
  const result = float32(new Float32Array(32 * 1536).fill(value), shape);
  const program = {
    run: () => Promise.resolve({ result }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return { name: "wrong", device: "cpu", threads: 1, compile: () => Promise.resolve(program) };
}
