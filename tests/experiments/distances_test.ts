import assert from "node:assert/strict";
import {
  type DistancesEntry,
  distancesExperiment,
  type DistancesPayload,
} from "../../src/experiments/distances.ts";
import { Stopped } from "../../src/experiments/experiment.ts";
import type { Sources } from "../../src/experiments/sources.ts";
import { findSentenceModel } from "../../src/experiments/sentence_embeddings.ts";
import {
  engine,
  findingsOf,
  fitsOf,
  generated,
  planOf,
  sources as base,
  tinyModel,
} from "./tiny_run.ts";

/** Two contexts, two continuations each; the second of "a" shares two tokens with the first. */
const texts = [
  generated("a", 0, [5, 17, 33]),
  generated("a", 1, [5, 17, 80]),
  generated("b", 0, [9, 60, 100]),
  generated("b", 1, [12, 99, 44]),
];
const sources: Sources = { ...base, generate: () => Promise.resolve(texts) };
const entry: DistancesEntry = {
  kind: "distances",
  tokens: 3,
  contexts: 2,
  continuations: 2,
  seeds: [1, 11],
  recipe: "open",
  arrangement: "[e][m]×(N−1)",
  maxSteps: 800,
  shared: null,
  semantic: false,
};
const experiment = distancesExperiment({ sentenceModel: () => Promise.resolve(null) });
const fits = await fitsOf(experiment, entry, sources);
const findings = await findingsOf(fits);
const working = {
  model: await tinyModel(),
  engine,
  stop: () => false,
  progress: () => {},
};

Deno.test("the last continuation of a context is fitted from every seed, the others from one", () => {
  assert.deepEqual(
    fits.map(({ job }) => [job.text.id, job.seed]),
    [
      [texts[0].id, 1],
      [texts[1].id, 1],
      [texts[1].id, 11],
      [texts[2].id, 1],
      [texts[3].id, 1],
      [texts[3].id, 11],
    ],
  );
});

/**
 * Solutions that hold their text, by text, in the order they are compared in: those of single fits
 * as their records say, those that share m all of them.
 */
const held = {
  null: fits.filter(({ key }) =>
    findings.records.some((record) =>
      record.key === key &&
      (record as unknown as { result: { accuracy: number } }).result.accuracy === 1
    )
  ).map(({ job }) => texts.findIndex(({ id }) => id === job.text.id)),
  m: [0, 1, 1, 2, 3, 3],
};

/** The letter of a context in the id of a text or of the context itself. */
const letterOf = (id: string) => id.match(/-([ab])-/)![1];
const contextOf = (text: number) => letterOf(texts[text].id);

/** One minus the cosine of TF-IDF, by hand: texts 0 and 1 share 2 of 3 tokens, others none. */
function distanceOf(a: number, b: number): number {
  if (a === b) return 0;
  if (a + b !== 1) return 1;
  // scikit-learn's smooth weights of tokens in 2 of 4 texts, and in 1.
  const [two, one] = [Math.log(5 / 3) + 1, Math.log(5 / 2) + 1];
  return 1 - 2 * two ** 2 / (2 * two ** 2 + one ** 2);
}

for (const shared of [null, "m"] as const) {
  Deno.test(`distances of solutions that share ${shared ?? "nothing"}: every pair, related as it is`, async () => {
    const [{ job, payload }] = await planOf(experiment, { ...entry, shared }, sources);
    const given = await payload(findings) as DistancesPayload;
    const { pairs, leftOut } = await experiment.run(given, working);
    const solutions = held[`${shared}`];
    assert.ok(solutions.length >= 4, `${solutions.length} of 6 fits hold their text`);
    assert.equal(leftOut, 6 - solutions.length);
    assert.deepEqual(job.texts.map(({ seeds }) => seeds.length), [1, 2, 1, 2]);
    const want = solutions.flatMap((a, i) => solutions.slice(i + 1).map((b) => [a, b] as const));
    assert.deepEqual(
      pairs.map(({ relation, contexts }) => [relation, ...contexts.map(letterOf)]),
      want.map(([a, b]) => {
        const [one, other] = [contextOf(a), contextOf(b)];
        const relation = a === b ? "text" : "context";
        return [one === other ? `same ${relation}` : "different context", one, other];
      }),
    );
    for (const [i, { distance, tokenDistance, semanticDistance }] of pairs.entries()) {
      assert.ok(distance > 0 && distance < 2, `${distance}`);
      assert.equal(semanticDistance, null);
      const wanted = distanceOf(...want[i]);
      assert.ok(Math.abs(tokenDistance - wanted) < 1e-9, `${want[i]}: ${tokenDistance}, ${wanted}`);
    }
  });
}

Deno.test("solutions that share m have one m and the same bits again", async () => {
  const [planned] = await planOf(experiment, { ...entry, shared: "m" }, sources);
  assert.deepEqual(await fitsOf(experiment, { ...entry, shared: "m" }, sources), []);
  const given = await planned.payload({ ...findings, records: [] }) as DistancesPayload;
  assert.equal(given.solutions, null);
  const once = await experiment.run(given, working);
  assert.deepEqual(await experiment.run(given, working), once);
  await assert.rejects(experiment.run(given, { ...working, stop: () => true }), Stopped);
});

Deno.test("a fit that has not run is named; one that fell short is left out and counted", async () => {
  const [{ payload }] = await planOf(experiment, entry, sources);
  const some = { ...findings, records: findings.records.slice(1) };
  const first = findings.records[0].job;
  assert.equal(first.kind, "fit");
  assert.match(
    ((await payload(some)) as { missing: string }).missing,
    /^the fit of "generated-llama-gqa-tied-.*", N = 3, seed 1+ has not run$/,
  );
  const short = findings.records.map((record, i) =>
    i === 0 ? { ...record, result: { accuracy: 2 / 3 } } : record
  );
  const whole = await payload(findings) as DistancesPayload;
  const less = await payload({ ...findings, records: short as never }) as DistancesPayload;
  assert.equal(less.leftOut, whole.leftOut + 1);
  assert.equal(less.solutions!.length, whole.solutions!.length - 1);
});

Deno.test("texts that do not make whole contexts are refused", async () => {
  const three = { ...sources, generate: () => Promise.resolve(texts.slice(1)) };
  await assert.rejects(
    planOf(experiment, entry, three),
    new RangeError(
      "Cannot compare continuations: 3 texts of 2 contexts came, want 2 of each of 2",
    ),
  );
});

const minilm = await findSentenceModel({ only: [] });
const skipped = minilm === null
  ? ' (skipped: "deno task fixtures fetch all-minilm-l6-v2" gets the model)'
  : "";

Deno.test({
  name: `semantic distances come from the sentence model, and the job names it${skipped}`,
  ignore: minilm === null,
  async fn() {
    const asking = distancesExperiment({ sentenceModel: () => Promise.resolve(minilm) });
    const [{ job, key, payload }] = await planOf(asking, { ...entry, semantic: true }, sources);
    const [without] = await planOf(experiment, entry, sources);
    assert.notEqual(key, without.key);
    assert.equal(job.sentenceModel?.id, "all-minilm-l6-v2");
    const { pairs } = await asking.run(await payload(findings) as DistancesPayload, working);
    for (const { relation, semanticDistance } of pairs) {
      assert.ok(semanticDistance !== null && semanticDistance >= -1e-6 && semanticDistance < 2);
      if (relation === "same text") assert.ok(Math.abs(semanticDistance) < 1e-6);
    }
  },
});
