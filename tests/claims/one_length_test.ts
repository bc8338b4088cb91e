/** Claims of solutions are judged at one length: a mean over several says how many of each were run. */
import assert from "node:assert/strict";
import { recipes } from "../../src/proto/mod.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { attentions, curves, distances, generations, judged } from "./planted_sets.ts";

/** The same jobs with something else said of them, under keys of their own. */
function as(records: readonly JobRecord[], changes: Readonly<Record<string, unknown>>) {
  return records.map((record) => ({
    ...record,
    key: `${record.key} ${JSON.stringify(changes)}`,
    job: { ...record.job, ...changes },
  })) as JobRecord[];
}

/** Of each claim a set in which it holds, and one in which it does not. */
const sets: readonly [claim: string, holds: JobRecord[], fails: JobRecord[]][] = [
  [
    "F7-straight-line-collapses",
    curves({ line: 0.1, curve: 1, ratio: 1.1 }),
    curves({ line: 0.9, curve: 1, ratio: 1.1 }),
  ],
  [
    "F6-distance-order",
    distances({ same: 0.85, different: 0.9 }),
    distances({ same: 0.95, different: 0.9 }),
  ],
  [
    "F5-equal-token-distance",
    distances({ same: 0.85, different: 0.9 }),
    distances({ same: 0.9, different: 0.85 }),
  ],
  ["A-generation-unrelated", generations(0.1), generations(0.6)],
  ["K-attention-sink", attentions(0.8), attentions(0.42)],
];

for (const [claim, holds, fails] of sets) {
  Deno.test(`${claim} is judged at the longest length with enough units, and says which`, () => {
    const alone = judged(claim, as(holds, { tokens: 64 }));
    const beside = judged(claim, [...as(holds, { tokens: 64 }), ...as(fails, { tokens: 8 })]);
    assert.deepEqual(
      [beside.verdict, beside.ours, beside.scope, beside.jobs],
      [alone.verdict, alone.ours, alone.scope, alone.jobs],
    );
    assert.match(beside.scope, /N = 64\b/);
    assert.match(beside.ours!, /N = 64, /);
    assert.match(beside.reason, /Of several lengths/);
    assert.doesNotMatch(alone.reason, /Of several lengths/);
    // However the longer ones came out.
    const other = judged(claim, [...as(fails, { tokens: 64 }), ...as(holds, { tokens: 8 })]);
    assert.equal(other.verdict, "not seen");
  });
}

Deno.test("recipes are not mixed either, nor solutions that share m with those that do not", () => {
  const [claim, holds, fails] = sets[1];
  const recipe = (name: "open" | "best") => ({ recipe: { ...recipes[name] } });
  const { open } = judged(claim, [
    ...as(holds, { tokens: 32, ...recipe("best") }),
    ...as(fails, { tokens: 16, ...recipe("open") }),
  ]);
  assert.match(open!, /^holds: .*N = 32, best recipe/);
  const shared = judged(claim, [...as(fails, { shared: null }), ...as(holds, { shared: "m" })]);
  assert.equal(shared.verdict, "seen");
  assert.equal(shared.jobs.length, 1);
});

Deno.test("random words are another thing than the prose that these claims are about", () => {
  const [claim, holds, fails] = sets[0];
  const random = fails.map((record) => {
    const { text } = record.job as { text: { id: string } };
    return as([record], { text: { ...text, id: `random ${text.id}`, source: "random" } });
  }).flat();
  assert.equal(judged(claim, [...holds, ...random]).ours, judged(claim, holds).ours);
});

Deno.test("a single text at a longer length does not take the place of many", () => {
  const [claim, holds, fails] = sets[0];
  const long = as(fails.slice(0, 3), { tokens: 64 });
  const { verdict, scope } = judged(claim, [...long, ...holds]);
  assert.equal(verdict, "seen");
  assert.match(scope, /N = 16\b/);
});

Deno.test("texts that agree are known to half a token, which is much where N is small", () => {
  const [claim, holds] = sets[0];
  const same = (tokens: number) =>
    as(holds, { tokens }).map((record) => ({
      ...record,
      result: { lineAccuracies: [1, 0, 1], curveAccuracies: [1], lengthRatio: 1 },
    })) as JobRecord[];
  // Student's t of 12 texts, 2.20, times half a token over √12; below 0 there is no accuracy.
  assert.match(judged(claim, same(4)).ours!, /: 0 \[0, 0\.0794\]$/);
  assert.match(judged(claim, same(128)).ours!, /: 0 \[0, 0\.00248\]$/);
});
