import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import {
  measuredTexts,
  mustNotBeMeasured,
  plainText,
  readBooks,
  trainingBooks,
} from "../../src/amortised/mod.ts";
import { listTexts, loadText, tokenizerFromJson } from "../../src/text/mod.ts";

Deno.test("no training or watched book is one that is measured on", async () => {
  const books = [...await readBooks("train"), ...await readBooks("watch")];
  assert.equal(books.length, 12);
  await mustNotBeMeasured(books);
});

Deno.test("an evaluation book is refused by its title", async () => {
  await assert.rejects(mustNotBeMeasured([{ title: "Paradise Lost", text: "other words" }]), {
    name: "RangeError",
    message:
      'Cannot train an encoder on "Paradise Lost": evaluation texts are from it, leave out ' +
      "every book that is measured on",
  });
});

for (const id of ["pg19-alice-03", "written-05", "sotu-1850", "pg19-moby-110"]) {
  Deno.test(`a book that has ${id} in it is refused whatever it is called`, async () => {
    const text = plainText(`Some words before. ${(await loadText(id)).text} And some after.`);
    await assert.rejects(mustNotBeMeasured([{ title: "A Novel", text }]), {
      name: "RangeError",
      message: new RegExp(`"A Novel": it has text "${id}"`),
    });
  });
}

Deno.test("training books are tuning or no committed texts", () => {
  const measured = listTexts().filter(({ split }) => split === "evaluation");
  for (const { title } of [...trainingBooks("train"), ...trainingBooks("watch")]) {
    assert.ok(measured.every((text) => text.title !== title), title);
  }
});

Deno.test("every evaluation text is measured, in one genre", async () => {
  const path = new URL("../../fixtures/tiny/tiny-llama/tokenizer.json", import.meta.url);
  const tokenizer = await tokenizerFromJson(fileURLToPath(path));
  const all = await Promise.all(
    (["prose", "verse", "speeches"] as const).map((genre) => measuredTexts(genre, tokenizer)),
  );
  assert.deepEqual(all.map(({ length }) => length), [64, 12, 13]);
  const ids = all.flat().map(({ id }) => id);
  const wanted = listTexts().filter(({ split }) => split === "evaluation").map(({ id }) => id);
  assert.deepEqual(ids.sort(), wanted.sort());
});
