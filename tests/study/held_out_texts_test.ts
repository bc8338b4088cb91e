import assert from "node:assert/strict";
import { heldOutTexts } from "../../src/study/held_out.ts";
import { listTexts } from "../../src/text/mod.ts";

/** A letter is a token. */
const tokenizer = {
  encode: (text: string) => Array.from(text, (letter) => letter.codePointAt(0)!),
  decode: () => "",
  vocabularySize: 2 ** 17,
  sha256: "",
  bosId: null,
  eosId: null,
};

Deno.test("held-out texts are none of the tuning's, and no two begin alike", async () => {
  const texts = await heldOutTexts({ tokens: 8, count: 30 }, { tokenizer });
  assert.equal(texts.length, 30);
  const tuning = new Set(listTexts({ source: "tuning" }).map(({ id }) => id));
  assert.deepEqual(texts.filter(({ id }) => tuning.has(id)), []);
  assert.equal(new Set(texts.map(({ targets }) => targets.join(" "))).size, 30);
  // Eight letters are "Fellow-C…" in most speeches: those after the first were passed over.
  const speeches = texts.filter(({ source }) => source === "sotu");
  assert.ok(speeches.length < listTexts({ source: "sotu" }).length);
  assert.ok(new Set(texts.map(({ source }) => source)).size === 4);
});

Deno.test("more held-out texts than there are, or of more tokens, are refused", async () => {
  await assert.rejects(
    heldOutTexts({ tokens: 8, count: 9, sources: ["written"] }, { tokenizer }),
    /^RangeError: Cannot take 9 held-out texts of 8 tokens: there are 8 from written$/,
  );
});
