import assert from "node:assert/strict";
import { isOutOfMemory } from "../../src/runtime/mod.ts";

/** As the sources of each engine and driver word it. */
const cases: [message: string, out: boolean][] = [
  ["Failed to allocate memory for requested buffer of size 4294967296", true],
  ["bfc_arena.cc:376 Available memory of 12582912 is smaller than requested bytes of 80", true],
  ["Exception during initialization: std::bad_alloc", true],
  ["CUDA failure 2: out of memory ; GPU=0 ; hostname=a ; expr=cudaMalloc((void**)&p, size);", true],
  ["CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0", true],
  ["vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY", true],
  ["Buffer size (4294967296) exceeds the max buffer size limit (1073741824).", true],
  ["OOM when allocating tensor with shape[8,512,49152]", true],
  ["Array buffer allocation failed", true],
  ["CUDA failure 200: device kernel image is invalid", false],
  ["Failed to get a WebGPU adapter: No supported adapters", false],
  ["Got invalid dimensions for input: proto", false],
];

for (const [message, out] of cases) {
  Deno.test(`isOutOfMemory() says ${out} of "${message.slice(0, 60)}"`, () => {
    assert.equal(isOutOfMemory(new Error(message)), out);
    assert.equal(isOutOfMemory(message), out);
  });
}

Deno.test("isOutOfMemory() looks into what caused an error", () => {
  const cause = new Error("Failed to allocate memory for requested buffer of size 8");
  assert.equal(isOutOfMemory(new Error("Cannot compile graph", { cause })), true);
  assert.equal(isOutOfMemory(new Error("Cannot compile graph", { cause: null })), false);
  assert.equal(isOutOfMemory(undefined), false);
});

Deno.test("isOutOfMemory() knows what V8 says for an array that has no room", () => {
  assert.throws(() => new ArrayBuffer(2 ** 50), isOutOfMemory);
});
