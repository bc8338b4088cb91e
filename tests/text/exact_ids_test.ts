import assert from "node:assert/strict";
import { join } from "node:path";
import { findModel, fixtureSettings, modelFolder } from "../../src/fixtures/mod.ts";
import { readGgufHeader, tokenizerDataFromGguf } from "../../src/models/weights/mod.ts";
import {
  exactIds,
  type Tokenizer,
  tokenizerFromGguf,
  tokenizerFromJson,
} from "../../src/text/mod.ts";
import smollm2 from "../../fixtures/golden/tokenizer_smollm2.json" with { type: "json" };

const real = findModel("smollm2-135m-instruct-q4_1");
const gguf = join(modelFolder(real, fixtureSettings()), real.files[0].name);
const there = await Deno.stat(gguf).then(() => true, () => false);
const skipped = there ? "" : ' (skipped: "deno task fixtures fetch" gets the file)';

const tiny = (name: string) =>
  tokenizerFromJson(new URL(`../../fixtures/tiny/${name}/tokenizer.json`, import.meta.url));
const openSmollm2 = async () =>
  tokenizerFromGguf(tokenizerDataFromGguf(await readGgufHeader(gguf)));

const TOKENIZERS: [name: string, open: () => Promise<Tokenizer>, ignore: boolean][] = [
  ["tiny-llama", () => tiny("tiny-llama"), false],
  ["tiny-neox", () => tiny("tiny-neox"), false],
  [`smollm2${skipped}`, openSmollm2, !there],
];

for (const [name, open, ignore] of TOKENIZERS) {
  Deno.test({
    name: `exactIds() takes every text of the golden cases: ${name}`,
    ignore,
    fn: async () => {
      const tokenizer = await open();
      for (const { text } of smollm2.cases.filter(({ text }) => text !== "")) {
        const ids = exactIds(text, tokenizer);
        assert.equal(tokenizer.decode(ids), text);
        assert.deepEqual(exactIds(text, tokenizer, { tokens: 1 }), ids.slice(0, 1));
      }
    },
  });
}

/** Text and how it is refused. SmolLM2's vocabulary lacks the bytes 0x1D and 0xF1, among others. */
const LOST: [text: string, says: RegExp][] = [
  ["one\u001Dtwo", /: U\+001D at character 4, in line 1, is lost: .*replace it or leave it out$/],
  ["a\n🦊 b\n\u001D", /: U\+001D at character 7, in line 3, is lost/],
  ["\u001D", /: U\+001D at character 1, in line 1, is lost/],
  ["é\u{46120}x", /: U\+46120 at character 2, in line 1, is lost/],
  ["x\uD800", /: U\+D800 at character 2, in line 1, is lost/],
];

Deno.test({
  name: `exactIds() names the first character that SmolLM2 cannot hold${skipped}`,
  ignore: !there,
  fn: async (t) => {
    const tokenizer = await openSmollm2();
    for (const [text, message] of LOST) {
      await t.step(JSON.stringify(text), () => {
        assert.throws(() => exactIds(text, tokenizer), { name: "RangeError", message });
      });
    }
    await t.step("but takes a prefix that ends before it", () => {
      const ids = exactIds("one two\u001D three", tokenizer, { tokens: 2 });
      assert.equal(tokenizer.decode(ids), "one two");
      assert.throws(() => exactIds("one\u001Dtwo", tokenizer, { tokens: 2 }), /U\+001D/);
    });
  },
});

Deno.test("exactIds() says what a normalizer makes of a letter, and what is added", async () => {
  const path = new URL("../../fixtures/tiny/tiny-llama/tokenizer.json", import.meta.url);
  const content = JSON.parse(await Deno.readTextFile(path));
  const composing = await tokenizerFromJson({ ...content, normalizer: { type: "NFC" } });
  assert.throws(
    () => exactIds("un cafe\u0301", composing),
    /: U\+0065 "e" at character 7, in line 1, would come back as U\+00E9 "é"; /,
  );
  const spaced = { type: "ByteLevel", add_prefix_space: true, use_regex: true };
  const prefixing = await tokenizerFromJson({ ...content, pre_tokenizer: spaced });
  assert.throws(() => exactIds("Hi", prefixing), /U\+0048 "H" at character 1, .* as U\+0020; /);
});
