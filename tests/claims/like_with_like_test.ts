/** What differs by more than a claim is about is not compared: steps, recipes, machines. */
import assert from "node:assert/strict";
import { scopeOf } from "../../src/claims/words.ts";
import { recipes } from "../../src/proto/mod.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { plantedThroughput } from "./planted_records.ts";
import { against, arrangements, bothPanels, fit, judged, texts } from "./planted_sets.ts";

/** The same records by a recipe of some steps, under keys of their own. */
function by(
  records: readonly JobRecord[],
  name: "open" | "best",
  { maxSteps = 1000 }: { maxSteps?: number } = {},
): JobRecord[] {
  return records.map((record) => ({
    ...record,
    key: `${name} ${maxSteps} ${record.key}`,
    job: { ...record.job, recipe: { ...recipes[name], maxSteps } },
  })) as JobRecord[];
}

Deno.test("an arrangement that was given more steps is not said to do better", () => {
  const claim = "T1-alternation-worse";
  const records = against(arrangements.alternating, { tokens: 64, accuracy: 0.2 });
  assert.match(judged(claim, by(records, "open")).open!, /^holds: /);
  const isOther = ({ job }: JobRecord) =>
    (job as { arrangement?: string }).arrangement === arrangements.alternating;
  const unlike = [
    ...by(records.filter((record) => !isOther(record)), "open"),
    ...by(records.filter(isOther), "open", { maxSteps: 300 }),
  ];
  assert.match(judged(claim, unlike).open!, /^cannot be told: .*open recipe of 300 or 1,000 steps/);
});

Deno.test("a scope names steps where they differ, and a recipe alone where they do not", () => {
  const model = { id: "planted-model", weightsSha256: "", tokenizerSha256: "" };
  const job = (maxSteps: number) => ({ model, recipe: { name: "open", maxSteps } });
  assert.equal(scopeOf([job(300), job(300)]), "planted-model, open recipe");
  assert.equal(
    scopeOf([job(1200), job(300)]),
    "planted-model, open recipe of 300 or 1,200 steps",
  );
});

Deno.test("F3 claims hold one pass against cramming by the same recipe, and of the same seeds", () => {
  const claim = "F3-random-as-autoregressive";
  const records = by(bothPanels(["random"], 1), "open");
  const { open } = judged(claim, records);
  assert.match(open!, /^holds: /);
  // What another recipe, or a second seed that was crammed nowhere, holds beyond that.
  const longer = (seed: number) =>
    texts(10, (text) =>
      [16, 32, 64].map((tokens) =>
        fit(text, {
          tokens,
          source: "random",
          seed,
          accuracy: tokens < 64 ? 1 : 0.5,
          informationNats: 400,
        })
      ));
  for (const more of [by(longer(1), "best"), by(longer(2), "open")]) {
    assert.equal(judged(claim, [...records, ...more]).open, open);
  }
});

Deno.test("F4-one-pass-faster judges each device by itself", () => {
  const claim = "F4-one-pass-faster";
  const timed = (device: string, ratio: number) =>
    texts(8, (text) =>
      plantedThroughput({
        onePassMilliseconds: [10, 10 + text / 10],
        autoregressiveMilliseconds: [10 * ratio, 10 * ratio],
        ratio: { estimate: ratio, low: ratio, high: ratio },
      }, { text, device }));
  const { verdict, ours, scope } = judged(claim, [...timed("cpu", 0.5), ...timed("cuda", 9)]);
  assert.equal(verdict, "not seen");
  assert.match(ours!, /onnxruntime on cpu, 2 threads, N = 32, 8 texts, .*: × 0\.4/);
  assert.match(ours!, /onnxruntime on cuda, 2 threads, N = 32, 8 texts, .*: × 8/);
  assert.match(scope, /on cpu, .*; .* on cuda, /);
});

Deno.test("T4-seconds-grow compares the seconds of batches of one size", () => {
  const claim = "T4-seconds-grow";
  // A text takes as long whatever its length; in a batch of eight its share is an eighth.
  const seconds = (tokens: number, batch: number) =>
    texts(8, (text) =>
      fit(text, {
        tokens,
        seed: batch,
        seconds: (80 + text % 3 + (tokens === 32 ? text % 2 : (text + 1) % 2)) / batch,
        engine: { batch },
      }));
  const mixed = [...seconds(32, 8), ...seconds(64, 8), ...seconds(128, 1)];
  const { verdict, ours } = judged(claim, mixed);
  assert.equal(verdict, "inconclusive", ours!);
  assert.equal(ours, judged(claim, [...seconds(32, 8), ...seconds(64, 8)]).ours);
});
