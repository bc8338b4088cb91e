import assert from "node:assert/strict";
import { join } from "node:path";
import { contentSha256 } from "../../src/records/content_sha256.ts";
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
  const sha256 = await writeSolution(path, solution);
  assert.deepEqual(await readSolution(path), { ...solution, sha256 });
});

Deno.test("readSolution() reads a solution from before there was a sha256", async () => {
  await using folder = await newFolder();
  const path = join(folder.path, "s.safetensors");
  const entry = { name: "proto", dtype: "F32" as const, shape: [2, 5], data: solution.proto };
  await writeSafetensors(path, [entry], { metadata });
  const { sha256, proto } = await readSolution(path);
  assert.equal(sha256, null);
  assert.deepEqual(proto, solution.proto);
});

Deno.test("readSolution() refuses every solution of which one bit was changed, or that was cut", async () => {
  await using folder = await newFolder();
  const path = join(folder.path, "s.safetensors");
  await writeSolution(path, solution);
  const bytes = await Deno.readFile(path);
  for (let at = 0; at < bytes.length; at++) {
    await Deno.writeFile(path, bytes.with(at, bytes[at] ^ (1 << at % 8)));
    await assert.rejects(readSolution(path), /^(SyntaxError|RangeError): Cannot read solution/);
    await Deno.writeFile(path, bytes.subarray(0, at));
    await assert.rejects(readSolution(path), /^(SyntaxError|RangeError): Cannot read solution/);
  }
});

Deno.test("contentSha256() hashes canonical metadata and the tensors' bytes by name", () => {
  // Python: hashlib.sha256('{"a":"é","b":"2"}\n'.encode() + struct.pack('<4f', .5, -0., 1, -2))
  const known = "9201a7cb05ed9cc749ec60f264a734a9ef8a6e610fc5dff2821dd07dc6d04b66";
  const tensors = { z: Float32Array.of(1, -2), a: Float32Array.of(0.5, -0) };
  assert.equal(contentSha256({ b: "2", a: "é" }, tensors), known);
});

/** Metadata changed, or another tensor, and the refusal. */
const MALFORMED: [
  changes: Partial<Record<keyof typeof metadata | "sha256", string>>,
  tensor: { name?: string; shape?: number[]; dtype?: "F32" | "F16"; data?: Uint8Array },
  says: RegExp,
][] = [
  [{ format: "onepass solution 3" }, {}, /it is no solution, want one written by/],
  [{}, { name: "weights" }, /it is no solution, want one written by/],
  [{ format: "onepass solution 2" }, {}, /its sha256 is missing/],
  [{ sha256: "0".repeat(64) }, {}, /its content is not what its sha256 was taken of/],
  [{}, { data: new Uint8Array(40).fill(0xff, 32) }, /component 8 of proto is NaN, not finite/],
  [{}, { data: new Uint8Array(40).fill(0x7f, 39).fill(0x80, 38, 39) }, /9 of proto is Infinity/],
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
