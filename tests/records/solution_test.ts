import assert from "node:assert/strict";
import { join } from "node:path";
import { readSolution, type Solution, writeSolution } from "../../src/records/solution.ts";
import { writeSafetensors } from "../../src/models/weights/mod.ts";
import { newFolder } from "../harness/_small_run.ts";

const solution: Solution = {
  proto: Float32Array.from({ length: 2 * 5 }, (_, i) => Math.fround(Math.sqrt(i) - 1.5)),
  width: 5,
  arrangement: "[e][m]×(N−1)",
  tokens: 9,
  model: "smollm2-135m",
  weightsSha256: "ab".repeat(32),
  tokenizerSha256: "cd".repeat(32),
  recipe: "open",
  seed: 2 ** 53 - 1,
  accuracy: 8 / 9,
  tokenIdsSha256: "ef".repeat(32),
};

const metadata = {
  format: "onepass solution 1",
  arrangement: "[e][m]×(N−1)",
  tokens: "9",
  model: "m",
  seed: "1",
  accuracy: "1",
};

Deno.test("readSolution() gives back what writeSolution() wrote, bit by bit", async () => {
  await using folder = await newFolder();
  const path = join(folder.path, "s.safetensors");
  await writeSolution(path, solution);
  assert.deepEqual(await readSolution(path), solution);
});

/** Metadata changed, or another tensor, and the refusal. */
const MALFORMED: [
  changes: Partial<Record<keyof typeof metadata, string>>,
  tensor: { name?: string; shape?: number[]; dtype?: "F32" | "F16" },
  says: RegExp,
][] = [
  [{ format: "onepass solution 2" }, {}, /it is no solution, want one written by/],
  [{}, { name: "weights" }, /it is no solution, want one written by/],
  [{ arrangement: "[m]" }, {}, /its arrangement is "\[m\]", which is not known/],
  [{ arrangement: "toString" }, {}, /its arrangement is "toString", which is not known/],
  [{ tokens: "0" }, {}, /its tokens is "0", want a whole number from 1/],
  [{ tokens: "1e400" }, {}, /its tokens is "1e400", want a whole number from 1/],
  [{ tokens: "two\n\x1b[31m" }, {}, /its tokens is "two\\n\\u001b\[31m", want/],
  [{ tokens: "9".repeat(1000) }, {}, /its tokens is "9{60}", want/],
  [{ seed: "-1" }, {}, /its seed is "-1", want a whole number from 0/],
  [{ accuracy: "NaN" }, {}, /its accuracy is "NaN", want a share from 0 to 1/],
  [{ accuracy: "1.5" }, {}, /its accuracy is "1.5", want a share from 0 to 1/],
  [{ model: "a\x1b[2Jb" }, {}, /its model is "a\\u001b\[2Jb", want a word/],
  [{}, { shape: [1, 10] }, /proto is F32 "1, 10", \[e\]\[m\]×\(N−1\) wants F32 "2, D"/],
  [{}, { shape: [10] }, /proto is F32 "10", .* wants F32 "2, D"/],
  [{}, { shape: [2, 10], dtype: "F16" }, /proto is F16 "2, 10", .* wants F32 "2, D"/],
];

for (const [changes, tensor, says] of MALFORMED) {
  Deno.test(`readSolution() refuses: ${says.source.slice(0, 60)}`, async () => {
    await using folder = await newFolder();
    const path = join(folder.path, "s.safetensors");
    const data = new Uint8Array(40);
    const entry = { name: "proto", dtype: "F32" as const, shape: [2, 5], data, ...tensor };
    await writeSafetensors(path, [entry], { metadata: { ...metadata, ...changes } });
    await assert.rejects(readSolution(path), (error: Error) => {
      assert.equal(error.name, "SyntaxError");
      assert.match(error.message, /^Cannot read solution ".*": [^\n]+$/);
      assert.match(error.message, says);
      return true;
    });
  });
}
