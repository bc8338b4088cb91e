import assert from "node:assert/strict";
import {
  simulateCluster,
  type SimulateOptions,
} from "../../../src/harness/cluster/simulate_cluster.ts";
import type { SimulatedJob } from "../../../src/harness/cluster/simulated_job.ts";

const options: SimulateOptions = {
  gpus: [1, 2],
  loadSeconds: () => 0,
  compileSeconds: 0,
  checkpointSeconds: 10,
  meanSecondsToDeath: 1e12,
  restartSeconds: 60,
  seed: 1,
};

/** The key's first 48 bits decide the shard: an even number is the first of two. */
function job(key: number, calls: number, changes: Partial<SimulatedJob> = {}): SimulatedJob {
  return {
    key: key.toString(16).padStart(12, "0").padEnd(64, "0"),
    kind: "group fit",
    model: "a",
    group: String(key),
    calls,
    callSeconds: 1,
    places: 1,
    resumes: false,
    restsOnFits: false,
    ...changes,
  };
}

Deno.test("shards take what their keys give them, a queue what is next", () => {
  const jobs = [job(0, 50), job(2, 30), job(4, 20), job(1, 20)];
  const { rows, workSeconds, longestSeconds, gpusAtMost } = simulateCluster(jobs, options);
  assert.deepEqual([workSeconds, longestSeconds, gpusAtMost], [120, 50, 2]);
  assert.deepEqual(
    rows.map(({ gpus, sharing, makespanSeconds }) => [gpus, sharing, makespanSeconds]),
    [
      [1, "shards", 120],
      [1, "queue", 120],
      [2, "shards", 100],
      [2, "queue", 70],
    ],
  );
  const [, , shards, queue] = rows;
  assert.equal(shards.efficiency, 120 / 200);
  assert.deepEqual([shards.bound, shards.held.idle], ["idle", 0.4]);
  assert.equal(queue.efficiency, 120 / 140);
  for (const { held } of rows) {
    assert.ok(Math.abs(Object.values(held).reduce((a, b) => a + b) - 1) < 1e-12);
  }
});

Deno.test("shards begin jobs that rest on fits when the last shard has ended, a queue at once", () => {
  const jobs = [
    job(0, 10, { kind: "fit" }),
    job(2, 5, { restsOnFits: true }),
    job(1, 40, { model: "b" }),
  ];
  const { rows } = simulateCluster(jobs, { ...options, gpus: [2] });
  assert.deepEqual(rows.map(({ makespanSeconds }) => makespanSeconds), [45, 40]);
});

Deno.test("past work over longest job, the longest job is what binds", () => {
  const jobs = [job(0, 100), ...Array.from({ length: 30 }, (_, at) => job(at + 1, 10))];
  const { rows, gpusAtMost } = simulateCluster(jobs, { ...options, gpus: [4, 64] });
  assert.equal(gpusAtMost, 4);
  const [, four, , many] = rows;
  assert.deepEqual([four.makespanSeconds, many.makespanSeconds], [100, 100]);
  assert.equal(many.bound, "longest job");
  assert.equal(many.efficiency, 400 / 6400);
});

Deno.test("shards leave places empty that a queue fills", () => {
  const fits = Array.from(
    { length: 8 },
    (_, at) => job(at, 10, { kind: "fit", group: "fits", places: 4, resumes: true }),
  );
  const { rows } = simulateCluster(fits, { ...options, gpus: [8] });
  const [shards, queue] = rows;
  // Each of eight shards has one fit; from the queue two workers fill four places each.
  assert.equal(shards.held["empty places"], 0.75);
  assert.equal(shards.bound, "longest job");
  assert.equal(queue.held["empty places"], 0);
  assert.equal(queue.makespanSeconds, 10);
});

Deno.test("a job that outlasts seven lives of a machine is left out by name, unless it resumes", () => {
  const jobs = [job(0, 701), job(1, 699), job(2, 5000, { resumes: true, kind: "fit" })];
  const { neverEnd, longest, longestResumed } = simulateCluster(jobs, {
    ...options,
    gpus: [1],
    meanSecondsToDeath: 100,
  });
  assert.deepEqual(neverEnd, [jobs[0]]);
  assert.deepEqual([longest, longestResumed], [jobs[2], jobs[2]]);
});

Deno.test("nothing to run is an error in words", () => {
  assert.throws(
    () => simulateCluster([], options),
    /^RangeError: Cannot simulate a run of no jobs/,
  );
});
