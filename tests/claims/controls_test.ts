/** Controls are no evidence but of what a text that came back is worth: the paper has none. */
import assert from "node:assert/strict";
import { evaluateClaims, ledger } from "../../src/claims/mod.ts";
import { recipes } from "../../src/proto/mod.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { readsCell } from "../../src/harness/reads_cell.ts";
import { plantedControl, plantedExperiment, plantedFit } from "./planted_records.ts";

const text = { id: "pg19-1", source: "pg19", tokenIdsSha256: "3".repeat(64) };
const base = { text, texts: [text], tokens: 4, arrangement: "[e][m]×(N−1)", seed: 1 };
const outcome = { accuracy: 0, exact: false, fittedAccuracy: 0, steps: 9, lossNats: 9, starts: 1 };
const controls = [
  plantedExperiment({ ...base, kind: "control", variant: "none", settings: {} }, outcome),
  plantedExperiment({ ...base, kind: "control", variant: "random weights", settings: {} }, outcome),
  plantedExperiment({ ...base, kind: "held-out m", trainingTexts: [] }, {
    training: { fittedAccuracy: 0, steps: 9, starts: 1, outcome: "budget" },
    texts: [{ "shared m": outcome, "random m": outcome, "free m": outcome }],
  }),
];

Deno.test("controls change no verdict but the one that is about them, whatever they found", () => {
  const fits = [1, 2, 3, 4, 5, 6, 7, 8].map((text) => plantedFit({ text, tokens: 4, accuracy: 1 }));
  const judge = (records: typeof fits) => evaluateClaims(records, { command: "planted" });
  assert.deepEqual(judge([...fits, ...controls]), judge(fits));
  assert.ok(judge(controls).every(({ verdict }) => verdict === "not run"));
});

Deno.test("random weights in another arrangement are no control of the paper's", () => {
  const texts = [1, 2, 3, 4, 5, 6, 7, 8];
  const fits = texts.map((text) => plantedFit({ text, tokens: 16, accuracy: 1 }));
  const judge = (arrangement?: string) => {
    const controls = texts.map((text) =>
      plantedControl({ text, tokens: 16, exact: false, arrangement })
    );
    const verdicts = evaluateClaims([...fits, ...controls], { command: "planted" });
    return verdicts.find(({ id }) => id === "T1-two-tokens-suffice")!;
  };
  assert.equal(judge().verdict, "seen");
  const { verdict, reason } = judge("[e,m]×N/2");
  assert.equal(verdict, "inconclusive");
  assert.match(reason, /Missing: the random-weights control of planted-model, N = 16, by the same/);
});

Deno.test("random weights that were given fewer steps are no control", () => {
  const texts = [1, 2, 3, 4, 5, 6, 7, 8];
  const judge = (steps: number) => {
    const recipe = { ...recipes.open, maxSteps: 1000 };
    const fits = texts.map((text) => plantedFit({ text, tokens: 16, accuracy: 1, recipe }));
    const controls = texts.map((text) => {
      const control = plantedControl({ text, tokens: 16, exact: false });
      return { ...control, job: { ...control.job, recipe: { ...recipe, maxSteps: steps } } };
    }) as JobRecord[];
    const verdicts = evaluateClaims([...fits, ...controls], { command: "planted" });
    return verdicts.find(({ id }) => id === "T1-two-tokens-suffice")!.open!;
  };
  assert.match(judge(1000), /^holds: /);
  assert.match(judge(300), /^cannot be told: /);
});

Deno.test("that two tokens suffice is asked of the recipe that was tried at the longest length", () => {
  const by = (name: "open" | "best", texts: number, tokens: number, accuracy: number) =>
    Array.from(
      { length: texts },
      (_, text) => plantedFit({ text, tokens, accuracy, recipe: recipes[name] }),
    );
  const long = [...by("best", 8, 16, 1), ...by("best", 8, 64, 0.5)];
  const { open } = evaluateClaims([...by("open", 12, 16, 1), ...by("open", 40, 8, 1), ...long], {
    command: "planted",
  }).find(({ id }) => id === "T1-two-tokens-suffice")!;
  assert.match(open!, /N = 16, 8 texts: 1 .* best recipe/);
});

for (
  const [kind, wanted] of [["control", ["T1-two-tokens-suffice"]], ["held-out m", []]] as const
) {
  Deno.test(`jobs of kind "${kind}" are asked for by: ${wanted.join(", ") || "no claim"}`, () => {
    const cell = { kind, arrangement: "[e][m]×(N−1)", source: "pg19", recipe: "paper", tokens: 16 };
    assert.deepEqual(
      ledger.filter((claim) => readsCell(claim, cell)).map(({ id }) => id),
      [...wanted],
    );
  });
}
