import assert from "node:assert/strict";
import { plannedWork } from "../../../src/harness/cluster/planned_work.ts";
import { shareSeconds } from "../../../src/harness/cluster/simulated_job.ts";
import { estimatePlan, referenceMilliseconds } from "../../../src/harness/estimate.ts";
import { cellsOf } from "../../../src/harness/plan_cells.ts";
import type { Profile } from "../../../src/harness/profile.ts";
import { loadProfile } from "../../../src/harness/load_profile.ts";

const grid = {
  recipe: "paper",
  source: "random",
  texts: 8,
  tokens: [16, 1448],
  seeds: [1],
} as const;
const arrangement = "[e][m]×(N−1)";

const experiments = [
  { kind: "group fit", ...grid, shared: ["m"], groupSizes: [8], seeds: [1, 2] },
  { kind: "cramming", ...grid, memVectors: [1, 2] },
  { kind: "curve", ...grid, arrangement, tokens: [16], seeds: [1, 11] },
];

const profile: Profile = {
  name: "a profile",
  model: "llama-3.2-1b",
  batch: "auto",
  threads: 8,
  budgetSeconds: 1,
  fits: [{ ...grid, arrangement }],
  experiments,
  throughput: { tokens: [], repetitions: 1 },
  also: [{
    model: "pythia-160m",
    batch: 4,
    fits: [{ ...grid, arrangement }],
    experiments: [],
    throughput: { tokens: [], repetitions: 1 },
  }],
};

const callSeconds = (size: Parameters<typeof referenceMilliseconds>[0]) =>
  referenceMilliseconds(size) / 1000;

Deno.test("planned work takes what the plan's cells say, kind by kind", async () => {
  const jobs = await plannedWork(profile, { callSeconds, seed: 1 });
  const { cells } = estimatePlan(cellsOf(profile), { threads: 2 });
  for (const model of ["llama-3.2-1b", "pythia-160m"]) {
    for (const kind of ["fit", "group fit", "cramming"]) {
      const want = cells.filter((cell) => cell.model === model && cell.kind === kind)
        .reduce((sum, { likelySeconds }) => sum + likelySeconds, 0);
      // Fits that curves rest on are fits; the plan counts them with the curves.
      const got = jobs.filter((job) => job.model === model && job.kind === kind && !isOfCurves(job))
        .reduce((sum, job) => sum + shareSeconds(job), 0);
      // Beside its steps a job reads back, a few calls of thousands.
      assert.ok(Math.abs(got - want) <= 0.01 * want, `${model}, ${kind}: ${got}, want ${want}`);
    }
  }
  const counts = Map.groupBy(jobs, ({ model, kind }) => `${model} ${kind}`);
  assert.deepEqual([...counts].map(([name, { length }]) => [name, length]), [
    // Sixteen, and eight more for the curves' second seed.
    ["llama-3.2-1b fit", 24],
    ["llama-3.2-1b group fit", 4],
    ["llama-3.2-1b cramming", 32],
    ["llama-3.2-1b curve", 8],
    ["pythia-160m fit", 16],
  ]);
  assert.equal(new Set(jobs.map(({ key }) => key)).size, jobs.length);
  assert.ok(jobs.every(({ key }) => /^[0-9a-f]{64}$/.test(key)));
  assert.deepEqual(
    new Set(jobs.filter(({ restsOnFits }) => restsOnFits).map(({ kind }) => kind)),
    new Set(["curve"]),
  );
  assert.deepEqual(
    new Set(jobs.filter(({ resumes }) => resumes).map(({ kind, places }) => `${kind} ${places}`)),
    new Set(["fit 8", "fit 4"]),
  );

  function isOfCurves({ kind, key }: { kind: string; key: string }) {
    return kind === "fit" && secondSeed.has(key);
  }
});

const both = await plannedWork({ ...profile, experiments: [] }, { callSeconds, seed: 1 });
const secondSeed = new Set(
  (await plannedWork(profile, { callSeconds, seed: 1 }))
    .filter(({ kind, key }) => kind === "fit" && both.every((job) => job.key !== key))
    .map(({ key }) => key),
);

Deno.test("planned work draws steps by its seed, around the plan's and never past the budget", async () => {
  const smoke = await loadProfile("smoke");
  const [one, same, other] = await Promise.all(
    [1, 1, 2].map((seed) => plannedWork(smoke, { callSeconds, seed })),
  );
  assert.deepEqual(one, same);
  assert.deepEqual(one.map(({ key }) => key), other.map(({ key }) => key));
  assert.notDeepEqual(one, other);
  const drawn = one.filter(({ kind, group }) =>
    kind === "fit" && /open.*\(N−1\), N = 4$/.test(group)
  );
  assert.ok(drawn.length > 10);
  // The plan's likely steps of tiny models at N = 4 are 14.
  assert.ok(
    drawn.every(({ calls }) => calls >= 7 && calls <= 21),
    String(drawn.map((d) => d.calls)),
  );
});
