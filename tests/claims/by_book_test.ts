import assert from "node:assert/strict";
import { fewBooksSaid } from "../../src/claims/by_book.ts";
import { evaluateClaims } from "../../src/claims/mod.ts";
import { textMean } from "../../src/claims/text_mean.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { plantedControl, plantedFit } from "./planted_records.ts";

const options = { claim: "planted", estimate: "mean", level: 0.95 };
const mobys = ["moby-100", "moby-101", "moby-102", "moby-103"];
const alices = ["alice-01", "alice-02", "alice-03", "alice-04"];

Deno.test("texts that stand for themselves are judged as without books", () => {
  const shares = [0.2, 0.4, 0.3, 0.6, 0.5, 0.7];
  const apart = new Map(shares.map((share, at) => [`random-${at}`, share]));
  assert.deepEqual(textMean(apart, options), textMean(shares, options));
  const wins = new Map([0, 1, 1, 1, 1, 1].map((win, at) => [`random-${at}`, win]));
  assert.deepEqual(textMean(wins, options), textMean([...wins.values()], options));
});

Deno.test("a share that differs between books is less sure than over texts, and of one book unknown", () => {
  const won = (of: (text: string) => number, texts: readonly string[]) =>
    new Map(texts.map((text) => [`pg19-${text}`, of(text)]));
  const byAuthor = won((text) => text.startsWith("moby") ? 1 : 0, [...mobys, ...alices]);
  const clustered = textMean(byAuthor, options);
  const alone = textMean([...byAuthor.values()], options);
  assert.equal(clustered.estimate, 0.5);
  assert.ok(clustered.low < alone.low && clustered.high > alone.high);
  assert.deepEqual(textMean(won(() => 1, mobys), options), { estimate: 1, low: 0, high: 1 });
});

Deno.test("few books are named with what was done, many or none are not", () => {
  const ids = [...mobys, ...alices].map((text) => `pg19-${text}`);
  assert.match(fewBooksSaid(ids), /^Its 8 texts are of 2 books: .* Student's over books\.$/);
  assert.match(fewBooksSaid(ids.slice(0, 4)), /^Its 4 texts are of one book: .* not known\.$/);
  assert.equal(fewBooksSaid(["random-1", "random-2", "pg19-chunk-1"]), "");
  assert.equal(fewBooksSaid(["pg19-moby-100", "pg19-alice-01"]), "");
  const six = ["moby-100", "alice-01", "sawyer-02", "bryant-01", "milton-01", "whitman-01"];
  assert.equal(fewBooksSaid([...six, "moby-101"].map((text) => `pg19-${text}`)), "");
});

Deno.test("what holds over texts of many books stays open where all are of one, and says why", () => {
  const judge = (texts: readonly string[]) => {
    const records: JobRecord[] = texts.flatMap((text) => [
      plantedFit({ text, tokens: 16, accuracy: 1 }),
      plantedControl({ text, tokens: 16, exact: false }),
    ]);
    return evaluateClaims(records, { command: "planted" })
      .find(({ id }) => id === "T1-two-tokens-suffice")!;
  };
  assert.equal(judge([1, 2, 3, 4, 5, 6, 7, 8].map(String)).verdict, "seen");
  const chapters = [100, 101, 102, 103, 104, 105, 106, 107].map((chapter) => `moby-${chapter}`);
  const { verdict, reason } = judge(chapters);
  assert.equal(verdict, "inconclusive");
  assert.match(reason, /Its 8 texts are of one book/);
});
