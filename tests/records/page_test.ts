import assert from "node:assert/strict";
import { join } from "node:path";
import { contentSha256 } from "../../src/records/content_sha256.ts";
import { chunkVectors, isPage, type Page, readPage, writePage } from "../../src/records/page.ts";
import { writeSafetensors } from "../../src/models/weights/mod.ts";
import { newFolder } from "../harness/_small_run.ts";

const page: Page = {
  e: Float32Array.from({ length: 3 * 5 }, (_, i) => Math.fround(Math.sqrt(i) - 1.5)),
  m: Float32Array.of(0.25, -0, 7, 1e-40, -3),
  width: 5,
  arrangement: "[e][m]×(N−1)",
  tokens: [8, 8, 3],
  model: "smollm2-135m",
  weightsSha256: "ab".repeat(32),
  tokenizerSha256: "cd".repeat(32),
  recipe: "chunk",
  tokenIdsSha256: "ef".repeat(32),
};

const metadata = {
  format: "onepass page 1",
  arrangement: "[e][m]×(N−1)",
  tokens: "8 8 3",
  model: "m",
  weights_sha256: "ab",
  tokenizer_sha256: "cd",
  recipe: "chunk",
  token_ids_sha256: "ef",
};

Deno.test("readPage() gives back what writePage() wrote, bit by bit", async () => {
  await using folder = await newFolder();
  const path = join(folder.path, "p.safetensors");
  await writePage(path, page);
  assert.deepEqual(await readPage(path), page);
  assert.equal(await isPage(path), true);
});

Deno.test("isPage() tells a page from other files of vectors", async () => {
  await using folder = await newFolder();
  const path = join(folder.path, "s.safetensors");
  const entry = { name: "e", dtype: "F32" as const, shape: [5], data: page.m };
  await writeSafetensors(path, [entry], { metadata: { format: "onepass solution 2" } });
  assert.equal(await isPage(path), false);
  // Of a later version it still is one, which this reader refuses by name.
  await writeSafetensors(path, [entry], { metadata: { format: "onepass page 2" } });
  assert.equal(await isPage(path), true);
  await assert.rejects(readPage(path), /^SyntaxError: Cannot read page ".*": it is no page/);
});

Deno.test("chunkVectors() joins a chunk's own e with the m of all", () => {
  const { e, m } = page;
  assert.deepEqual([...chunkVectors(page, 1)], [...e.subarray(5, 10), ...m]);
  assert.deepEqual([...chunkVectors(page, 2)], [...e.subarray(10), ...m]);
});

Deno.test("readPage() refuses a page of which one bit was changed, or that was cut, wherever", async () => {
  await using folder = await newFolder();
  const path = join(folder.path, "p.safetensors");
  await writePage(path, page);
  const bytes = await Deno.readFile(path);
  // A prime stride meets every part of the file, and every bit of a byte.
  for (let at = 0; at < bytes.length; at += 7) {
    await Deno.writeFile(path, bytes.with(at, bytes[at] ^ (1 << at % 8)));
    await assert.rejects(readPage(path), /^(SyntaxError|RangeError): Cannot read page/);
    await Deno.writeFile(path, bytes.subarray(0, at));
    await assert.rejects(readPage(path), /^(SyntaxError|RangeError): Cannot read page/);
  }
});

type Shapes = { readonly e?: number[]; readonly m?: number[]; readonly name?: string };

/** Metadata changed, or the tensors' shapes, and the refusal; the sha256 is of the changed content. */
const MALFORMED: [changes: Partial<typeof metadata>, shapes: Shapes, says: RegExp][] = [
  [{ format: "onepass page 2" }, {}, /it is no page, want one written by "deno task fit --chunks/],
  [{}, { name: "x" }, /it is no page, want one written by/],
  [{ tokens: "8 8" }, {}, /e is \[3, 5\], 2 chunks want 5 each/],
  [{ tokens: "8 8 8 3" }, {}, /e is \[3, 5\], 4 chunks want 5 each/],
  [{ tokens: "8 0 3" }, {}, /its tokens are "8 0 3", want whole numbers from 1/],
  [{ tokens: "8 1.5 3" }, {}, /its tokens are "8 1.5 3", want whole/],
  [{ tokens: "" }, {}, /its tokens are "", want whole/],
  [{ tokens: "two\n\x1b[31m" }, {}, /its tokens are "two\\n\\u001b\[31m", want/],
  [{ tokens: "1e99" }, {}, /its tokens are "1e99", want/],
  [{ arrangement: "[m]" }, {}, /its arrangement is "\[m\]", which is not known/],
  [{ arrangement: "toString" }, {}, /its arrangement is "toString", which is not known/],
  [{ model: "a\x1b[2Jb" }, {}, /its model is "a\\u001b\[2Jb", want a word/],
  [{}, { e: [15] }, /e is F32 \[15\], want F32 of 2 axes/],
  [{}, { e: [5, 3] }, /e is \[5, 3\], 3 chunks want 5 each/],
  [{}, { m: [1, 5] }, /m is F32 \[1, 5\], want F32 of 1 axes/],
];

for (const [changes, { e = [3, 5], m = [5], name = "m" }, says] of MALFORMED) {
  Deno.test(`readPage() refuses: ${says.source.slice(0, 60)}`, async () => {
    await using folder = await newFolder();
    const path = join(folder.path, "p.safetensors");
    const said = { ...metadata, ...changes };
    const sha256 = contentSha256(said, { e: page.e, m: page.m });
    await writeSafetensors(path, [
      { name: "e", dtype: "F32", shape: e, data: page.e },
      { name, dtype: "F32", shape: m, data: page.m },
    ], { metadata: { ...said, sha256 } });
    await assert.rejects(readPage(path), (error: Error) => {
      assert.equal(error.name, "SyntaxError");
      assert.match(error.message, /^Cannot read page ".*": [^\n]+$/);
      assert.match(error.message, says);
      return true;
    });
  });
}

Deno.test("readPage() refuses a page without a sha256", async () => {
  await using folder = await newFolder();
  const path = join(folder.path, "p.safetensors");
  await writeSafetensors(path, [
    { name: "e", dtype: "F32", shape: [3, 5], data: page.e },
    { name: "m", dtype: "F32", shape: [5], data: page.m },
  ], { metadata });
  await assert.rejects(readPage(path), /its sha256 is missing/);
});
