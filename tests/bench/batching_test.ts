/** Fits in batches on the small checkpoint: the same work whatever B, slots refilled. */
import assert from "node:assert/strict";
import { batchAgreement, mustRepeat } from "../../src/bench/batch_agreement.ts";
import { batching, batchingTexts } from "../../src/bench/mod.ts";
import { openSession } from "../../src/harness/model_session.ts";
import { type FitTask, type FittedText, recipeNamed } from "../../src/proto/mod.ts";
import { engine, model, openSmallSession, tokenizer } from "../harness/_small_run.ts";

const texts = await batchingTexts(tokenizer, { count: 7, tokens: 6 });

Deno.test("batchingTexts() goes on in a text where the books are used up", async () => {
  const many = await batchingTexts(tokenizer, { count: 200, tokens: 4 });
  assert.equal(many.length, 200);
  assert.equal(new Set(many.map(({ id }) => id)).size, 200);
  assert.ok(many.every(({ targets }) => targets.length === 4));
  const [first, later] = [many[0], many.find(({ id }) => id === `${many[0].id.split("+")[0]}+4`)!];
  assert.ok(first.id.endsWith("+0"));
  const [{ targets }] = await batchingTexts(tokenizer, { count: 1, tokens: 8 });
  assert.deepEqual([...first.targets, ...later.targets], targets);
});

Deno.test("batching() does the same steps for every B, each in every round", async () => {
  using session = await openSmallSession();
  const turns: string[] = [];
  const rows = await batching({
    session,
    model: "small",
    texts,
    batches: [3, 2],
    meanSteps: 6,
    rounds: 2,
    threads: 1,
    command: "deno task bench --batching",
    onTurn: (batch, round) => turns.push(`${batch} in ${round}`),
  });
  assert.deepEqual(turns, ["1 in 0", "3 in 0", "2 in 0", "1 in 1", "3 in 1", "2 in 1"]);
  assert.deepEqual(rows.map(({ B }) => B), [1, 3, 2]);
  const [alone, three] = rows;
  assert.equal(new Set(rows.map(({ steps }) => steps)).size, 1);
  // Half the mean to half as many again, by text.
  assert.ok(alone.steps >= 7 * 3 && alone.steps <= 7 * 9, `${alone.steps} steps`);
  assert.deepEqual(alone.ratioToOneAtATime, { estimate: 1, low: 1, high: 1 });
  assert.equal(alone.filledShare, 1);
  assert.ok(three.filledShare > 0.5 && three.filledShare < 1);
  for (const { roundsMilliseconds, fitsPerSecond, agreement } of rows) {
    assert.equal(roundsMilliseconds.length, 2);
    assert.ok(fitsPerSecond > 0);
    assert.equal(agreement.texts, 7);
    assert.ok(agreement.firstLossDifference <= 1e-4);
  }
});

Deno.test("a text's bits do not depend on who shares its batch, nor on its place", async () => {
  using session = await openSession(model, engine);
  const tasks = texts.map(({ id, targets }, index): FitTask => ({
    ...{ id, targets, index, seed: 1 },
    recipe: recipeNamed("open", { maxSteps: 4 + index }),
  }));
  const fit = async (some: readonly FitTask[]) => {
    const fitted = new Map<string, FittedText>();
    const request = {
      arrangement: "[e][m]×(N−1)",
      batch: 3,
      tokens: 6,
      numeric: "float32",
      tasks: some,
      checkpointSeconds: 60,
      startId: 1,
    } as const;
    await session.fit(request, (event) => {
      if (event.kind === "fitted") fitted.set(event.fitted.task.id, event.fitted);
    });
    return fitted;
  };
  const [forwards, backwards] = [await fit(tasks), await fit(tasks.toReversed())];
  mustRepeat(forwards, backwards, 3);
  assert.equal(batchAgreement(forwards, backwards).identicalTexts, texts.length);
});

const fitted = (changes: Partial<FittedText> = {}): FittedText => ({
  task: {} as FitTask,
  proto: Float32Array.of(3, 4),
  accuracy: 0.5,
  lossNats: 1,
  steps: 5,
  attempts: [],
  trajectory: [{ step: 0, lossNats: 9, accuracy: 0, hits: "00" }],
  ...changes,
});
const alone = new Map([["a", fitted()], ["b", fitted()]]);

Deno.test("batchAgreement() says how far vectors are apart, of their length", () => {
  const other = fitted({ proto: Float32Array.of(3, 4.5), accuracy: 1 });
  assert.deepEqual(batchAgreement(alone, new Map([["a", fitted()], ["b", other]])), {
    texts: 2,
    identicalTexts: 1,
    firstLossDifference: 0,
    medianDifference: 0.05,
    largestDifference: 0.1,
    sameAccuracyTexts: 1,
  });
});

const sample = { step: 0, accuracy: 0, hits: "00" };
const wrongs: [what: string, FittedText | undefined][] = [
  ["was not fitted", undefined],
  ["takes 6 steps", fitted({ steps: 6 })],
  ["starts at loss 9.1", fitted({ trajectory: [{ ...sample, lossNats: 9.1 }] })],
  ["starts at loss NaN", fitted({ trajectory: [{ ...sample, lossNats: NaN }] })],
];
for (const [what, wrong] of wrongs) {
  Deno.test(`batchAgreement() refuses a text that ${what}`, () => {
    const together = new Map([["a", fitted()]]);
    if (wrong !== undefined) together.set("b", wrong);
    assert.throws(() => batchAgreement(alone, together), (error: Error) => {
      assert.match(error.message, /^Cannot compare batches: "b" /);
      return error instanceof RangeError && error.message.includes(what);
    });
  });
}

Deno.test("mustRepeat() refuses another bit in a later round", () => {
  const again = new Map([["a", fitted()], ["b", fitted({ proto: Float32Array.of(3, 4.01) })]]);
  assert.throws(() => mustRepeat(alone, again, 2), /^RangeError: Cannot time 2 texts .*"b" came/);
});
