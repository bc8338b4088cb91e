import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  bookOf,
  committedTexts,
  listTexts,
  loadText,
  pg19Texts,
  writtenTexts,
} from "../../src/text/mod.ts";

const folder = new URL("../../fixtures/texts/", import.meta.url);

Deno.test("every committed text is in the manifest, and the other way round", async () => {
  const files: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(".txt")) files.push(name.replace(/\.txt$/, ""));
  }
  assert.deepEqual(files.sort(), listTexts().map(({ id }) => id).sort());
});

Deno.test("every committed text has its hash, its word count and single spaces", async () => {
  for (const entry of listTexts()) {
    const { text, sha256, licence } = await loadText(entry.id);
    assert.equal(createHash("sha256").update(text).digest("hex"), sha256, entry.id);
    assert.equal(text.split(" ").length, entry.words, entry.id);
    assert.equal(text, text.replace(/\s+/g, " ").trim(), entry.id);
    const split = entry.source === "tuning" ? "tuning" : "evaluation";
    assert.ok(licence !== "" && entry.split === split, entry.id);
  }
});

Deno.test("no evaluation text comes from what the tiny models are trained on", () => {
  for (const { id } of listTexts()) {
    const chapter = /^pg19-moby-(\d+)$/.exec(id);
    if (chapter !== null) assert.ok(Number(chapter[1]) >= 100, id);
    const year = /^sotu-(\d+)$/.exec(id);
    if (year !== null) assert.equal(Number(year[1]) % 10, 0, id);
  }
});

Deno.test("no author, book or text of the tuning is in the evaluation", () => {
  const tuning = listTexts({ source: "tuning" });
  assert.equal(tuning.length, 32);
  const others = listTexts().filter(({ split }) => split === "evaluation");
  for (const field of ["author", "title", "sha256"] as const) {
    const tuned = new Set(tuning.map((entry) => entry[field]));
    assert.deepEqual(others.filter((entry) => tuned.has(entry[field])), [], field);
  }
});

Deno.test("there are 68 public-domain excerpts of 700 words, of six books, and eight written pieces of 300", () => {
  const pg19 = listTexts({ source: "pg19" });
  assert.equal(pg19.length, 68);
  assert.equal(new Set(pg19.map(({ id }) => bookOf(id))).size, 6);
  assert.equal(bookOf("random-7"), "random-7");
  for (const { id, words, year } of pg19) assert.ok(words >= 700 && year < 1919, id);
  const written = listTexts({ source: "written" });
  assert.equal(written.length, 8);
  for (const { id, words } of written) assert.ok(words >= 300, id);
});

Deno.test("pg19Texts() says that its committed texts are stand-ins, writtenTexts() does not", async () => {
  const [stand] = await pg19Texts({ count: 1 });
  assert.equal(stand.id, "pg19-moby-100");
  assert.match(stand.standIn ?? "", /in place of the PG-19 validation chunks/);
  for (const text of await writtenTexts()) {
    assert.deepEqual([text.source, text.standIn], ["written", undefined]);
  }
});

Deno.test("loadText() and committedTexts() reject what is not there", async () => {
  await assert.rejects(loadText("../seeds"), { name: "RangeError", message: /"\.\.\/seeds"/ });
  await assert.rejects(committedTexts("pg19", 69), { name: "RangeError", message: /68 are/ });
  await assert.rejects(committedTexts("fanfics", 1), { name: "RangeError", message: /0 are/ });
});
