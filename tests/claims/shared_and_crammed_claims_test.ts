/** Claims of vectors that texts share, and of texts crammed into [mem] vectors. */
import assert from "node:assert/strict";
import { recipes } from "../../src/proto/mod.ts";
import type { JobRecord } from "../../src/records/record.ts";
import {
  bothPanels,
  fit,
  groups,
  informationRatio,
  judged,
  sharedGrid,
  texts,
} from "./planted_sets.ts";

Deno.test("T2-sharing-e-works says how it reads a shared e; a shared m loses no token", () => {
  const all = (shared: "e" | "m") => groups({ shared, accuracy: ({ first }) => first });
  assert.match(judged("T2-sharing-e-works", all("e")).reason, /positions 2 to N/);
  const shared = judged("T2-sharing-m-works", all("m"));
  assert.equal(shared.verdict, "inconclusive");
  assert.doesNotMatch(shared.reason, /positions 2 to N/);
});

Deno.test("T2 claims are judged where sizes were compared, not at the longest length of any group", () => {
  const compared = groups({ shared: "m", accuracy: () => 1 });
  const { verdict, scope } = judged("T2-sharing-m-works", [...compared, ...sharedGrid(() => 1)]);
  assert.equal(verdict, "seen");
  assert.match(scope, /N = 16,/);
});

Deno.test("T2 claims are judged by the seeds that every size had, where a run was cut short", () => {
  const whole = groups({ shared: "m", accuracy: ({ size }) => size === 1 ? 1 : 0.5 });
  const seedOf = ({ job }: typeof whole[number]) => (job as { seed: number }).seed;
  const sizeOf = ({ job }: typeof whole[number]) => (job as { groupSize: number }).groupSize;
  // Of seed 2 texts alone were fitted, of seed 3 but the first of them.
  const alone = whole.filter((record) => sizeOf(record) === 1);
  const cut = [
    ...whole.filter((record) => seedOf(record) === 1),
    ...alone.filter((record) => seedOf(record) === 2),
    ...alone.filter((record) => seedOf(record) === 3).slice(0, 1),
  ];
  for (const claim of ["T2-sharing-m-works", "T2-larger-groups-want-restarts"]) {
    const { ours, verdict } = judged(claim, cut);
    assert.notEqual(verdict, "not run");
    assert.equal(ours, judged(claim, whole.filter((record) => seedOf(record) === 1)).ours);
  }
});

Deno.test("T2 claims do not mix recipes", () => {
  const as = (records: JobRecord[], recipe: "open" | "best") =>
    records.map((record) => ({
      ...record,
      key: `${recipe} ${record.key}`,
      job: { ...record.job, recipe: { ...recipes[recipe] } },
    })) as JobRecord[];
  const all = groups({ shared: "m", accuracy: () => 1 });
  const none = groups({ shared: "m", accuracy: ({ size }) => size === 1 ? 1 : 0.5 });
  for (const claim of ["T2-sharing-m-works", "T2-larger-groups-want-restarts"]) {
    const { open } = judged(claim, as(all, "open"));
    const beside = judged(claim, [...as(all, "open"), ...as(none.slice(0, 400), "best")]);
    assert.equal(beside.open, open);
  }
});

Deno.test("F3 claims want lengths that texts do not outlast, either way", () => {
  const whole = informationRatio("random", 1);
  for (const kind of ["fit", "cramming"]) {
    const cut = whole.filter((record) =>
      record.job.kind !== kind as string ||
      (record.outcome === "measured" && /Accuracy":1|"accuracy":1/.test(JSON.stringify(record)))
    );
    const { verdict, reason } = judged("F3-random-as-autoregressive", cut);
    assert.equal(verdict, "not run", kind);
    assert.match(reason, /Wants longer lengths/);
  }
});

Deno.test("F3 claims judge what the paper counts, and show the free-running reading beside it", () => {
  const { verdict, ours, reason } = judged(
    "F3-random-as-autoregressive",
    bothPanels(["random"], 1, { freely: 0.5 }),
  );
  assert.equal(verdict, "seen");
  assert.match(ours!, /left panel, planted-model, random, teacher-forced, .*: × 0?\.?\d/);
  assert.match(ours!, /right panel, planted-model, random, free-running, .*, not judged/);
  assert.match(reason, /By right panel, .*free-running.* alone it/);
});

Deno.test("F3 claims leave texts out that were tried at short lengths alone", () => {
  const whole = bothPanels(["random"], 1);
  const short = texts(30, (text) => fit(100 + text, { tokens: 8, source: "random" }));
  const claim = "F3-random-as-autoregressive";
  const { verdict, ours } = judged(claim, [...whole, ...short]);
  assert.equal(verdict, "seen");
  assert.equal(ours, judged(claim, whole).ours);
});
