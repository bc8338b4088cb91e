import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { findModel, fixtureSettings, modelFolder } from "../../src/fixtures/mod.ts";
import {
  listTexts,
  loadText,
  type Tokenizer,
  tokenizerFromGguf,
  tokenizerFromJson,
} from "../../src/text/mod.ts";
import { readGgufHeader, tokenizerDataFromGguf } from "../../src/models/weights/mod.ts";
import smollm2 from "../../fixtures/golden/tokenizer_smollm2.json" with { type: "json" };
import tiny from "../../fixtures/golden/tokenizer_tiny.json" with { type: "json" };

const tinyFile = new URL(`../../${tiny.made.file}`, import.meta.url);
const real = findModel("smollm2-135m-instruct-q4_1");
const gguf = join(modelFolder(real, fixtureSettings()), real.files[0].name);
const there = await Deno.stat(gguf).then(() => true, () => false);
const skipped = there ? "" : ' (skipped: "deno task fixtures fetch" gets the file)';

for (const { name, change, cases } of tiny.variants) {
  Deno.test(`tokenizerFromJson() agrees with Hugging Face's tokenizers: ${name}`, async () => {
    const content = JSON.parse(await Deno.readTextFile(tinyFile));
    assertAgrees(await tokenizerFromJson({ ...content, ...change }), cases);
  });
}

Deno.test(`tokenizerFromGguf() agrees with Hugging Face's tokenizers${skipped}`, {
  ignore: !there,
}, async () => {
  const tokenizer = await openGguf();
  assertAgrees(tokenizer, smollm2.cases);
  assert.deepEqual([tokenizer.bosId, tokenizer.eosId, tokenizer.vocabularySize], [1, 2, 49152]);
});

Deno.test(
  `tokenizerFromGguf() gives every text of the evaluation its golden ids and back${skipped}`,
  {
    ignore: !there,
  },
  async () => {
    const tokenizer = await openGguf();
    const golden: Record<string, { count: number; first: number[]; sha256: string }> =
      smollm2.texts;
    for (const { id, split } of listTexts()) {
      const { text } = await loadText(id);
      const ids = tokenizer.encode(text);
      assert.equal(tokenizer.decode(ids), text, id);
      // Nothing that is tuned on is judged.
      if (split !== "evaluation") continue;
      const want = golden[id];
      assert.deepEqual(ids.slice(0, 16), want.first, id);
      assert.equal(ids.length, want.count, id);
      assert.equal(createHash("sha256").update(JSON.stringify(ids)).digest("hex"), want.sha256, id);
    }
  },
);

Deno.test("tokenizerFromJson() reads a file, its hash, and bos and eos beside it", async () => {
  const tokenizer = await tokenizerFromJson(tinyFile);
  const bytes = await Deno.readFile(tinyFile);
  assert.equal(tokenizer.sha256, createHash("sha256").update(bytes).digest("hex"));
  assert.equal(tokenizer.vocabularySize, 2048);
  assert.deepEqual([tokenizer.bosId, tokenizer.eosId], [0, 0]);
});

Deno.test("decode() undoes encode() on every committed text", async () => {
  const tokenizer = await tokenizerFromJson(tinyFile);
  for (const { id } of listTexts()) {
    const { text } = await loadText(id);
    assert.equal(tokenizer.decode(tokenizer.encode(text)), text, id);
  }
});

Deno.test("decode() shows cut characters and unknown ids as U+FFFD", async () => {
  const tokenizer = await tokenizerFromJson(tinyFile);
  const ids = tokenizer.encode("日");
  assert.ok(ids.length > 1);
  assert.equal(tokenizer.decode(ids.slice(0, -1)), "\uFFFD");
  assert.equal(tokenizer.decode([...tokenizer.encode("a"), 99_999]), "a\uFFFD");
  assert.equal(tokenizer.decode([]), "");
});

Deno.test("tokenizerFromGguf() rejects a pre-tokenizer it does not know, by name", () => {
  assert.throws(() => tokenizerFromGguf({ ...smallest, pre: "falcon" }), {
    name: "RangeError",
    message: /pre-tokenizer is "falcon", known are "smollm"/,
  });
});

Deno.test("tokenizerFromGguf() rejects vocabularies that do not fit together", () => {
  const bad = [
    [{ tokenTypes: [1] }, /2 tokens and 1 token types/],
    [{ tokens: ["a", "a"] }, /2 tokens but 1 different/],
    [{ merges: ["ab"] }, /merge 0 is "ab"/],
    [{ tokens: [], tokenTypes: [] }, /0 tokens/],
  ] as const;
  for (const [change, message] of bad) {
    assert.throws(() => tokenizerFromGguf({ ...smallest, ...change }), {
      name: "SyntaxError",
      message,
    });
  }
});

Deno.test("tokenizerFromJson() names the field it cannot use", async () => {
  const content = JSON.parse(await Deno.readTextFile(tinyFile));
  const model = content.model;
  const evil = { type: "Split", pattern: { Regex: "(a+)+$" }, behavior: "Isolated" };
  const bad: [object, RegExp][] = [
    [[], /the file is \[\]/],
    [{ ...content, model: { ...model, type: "Unigram" } }, /model.type is "Unigram"/],
    [{ ...content, model: { ...model, vocab: { a: 1e9 } } }, /id of "a" is 1000000000/],
    [{ ...content, model: { ...model, vocab: { a: 1, b: 1 } } }, /"a" has it/],
    [{ ...content, model: { ...model, vocab: { a: "1" } } }, /id of "a" is "1"/],
    [{ ...content, model: { ...model, merges: [["a"]] } }, /model.merges\[0\]/],
    [{ ...content, decoder: null }, /decoder is null/],
    [{ ...content, normalizer: { type: "Lowercase" } }, /normalizer.type is "Lowercase"/],
    [{ ...content, pre_tokenizer: evil }, /pre_tokenizer.pattern is "\(a\+\)\+\$"/],
    [{ ...content, pre_tokenizer: { type: "Metaspace" } }, /pre_tokenizer.type is "Metaspace"/],
    [{ ...content, added_tokens: [{ id: 0, content: "" }] }, /added_tokens\[0\].content/],
  ];
  for (const [value, message] of bad) {
    await assert.rejects(tokenizerFromJson(value), { name: "SyntaxError", message });
  }
});

const smallest = {
  tokens: ["a", "b"],
  merges: [] as string[],
  tokenTypes: [1, 1],
  pre: "smollm",
  bosId: null,
  eosId: null,
  addBos: false,
};

async function openGguf(): Promise<Tokenizer> {
  return tokenizerFromGguf(tokenizerDataFromGguf(await readGgufHeader(gguf)));
}

function assertAgrees(
  tokenizer: Tokenizer,
  cases: readonly { text: string; ids: number[]; decoded: string }[],
): void {
  for (const { text, ids, decoded } of cases) {
    assert.deepEqual(tokenizer.encode(text), ids, JSON.stringify(text));
    assert.equal(tokenizer.decode(ids), decoded, JSON.stringify(text));
  }
}
