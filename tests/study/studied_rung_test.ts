import assert from "node:assert/strict";
import { recipes } from "../../src/proto/mod.ts";
import { type StudiedFit, studiedRung } from "../../src/study/mod.ts";
import { studied, studiedFit } from "../report/synthetic_study.ts";

Deno.test("a round is kept with each recipe as it was fitted, its question and its steps", () => {
  const fitsOf = (texts: readonly number[]) =>
    texts.map((text): StudiedFit => {
      const record = studiedFit({ text, recipe: "best", steps: 10 * text, short: text > 1 });
      return { text: record.job.text.id, key: record.key, result: record.result, record };
    });
  const named = { ...recipes.best, name: "quick" };
  const rung = studiedRung({
    rung: { tokens: 4, texts: 2, maxSteps: 3000, keep: 1 },
    results: [{ candidate: "quick", fits: fitsOf([1, 2]), meanSteps: 1505, exact: 1 }],
  }, {
    candidates: [{ recipe: named, question: "Is it quick?" }],
    base: "base",
    arrangement: "[e][m]×(N−1)",
  }, {
    model: { id: "m", weightsSha256: "1", tokenizerSha256: "2" },
    codeSha256: "3",
    command: "again",
  });
  assert.deepEqual(rung, {
    model: "m",
    arrangement: "[e][m]×(N−1)",
    tokens: 4,
    maxSteps: 3000,
    base: "base",
    texts: ["written 1", "written 2"],
    results: [{
      // With the hash of the start, which the recipe of the list lacks.
      recipe: studied.best,
      question: "Is it quick?",
      codeSha256: "3",
      command: "again",
      fits: [
        { text: "written 1", exact: true, steps: 10, accuracy: 1, elapsedSeconds: 1 },
        { text: "written 2", exact: false, steps: 20, accuracy: 0.75, elapsedSeconds: 2 },
      ],
    }],
  });
});
