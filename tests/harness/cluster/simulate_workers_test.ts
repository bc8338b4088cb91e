import assert from "node:assert/strict";
import { type Machines, simulateWorkers } from "../../../src/harness/cluster/simulate_workers.ts";
import type { SimulatedJob } from "../../../src/harness/cluster/simulated_job.ts";
import { stream } from "../../../src/random/mod.ts";

const machines: Machines = {
  workers: 1,
  order: "affinity",
  loadSeconds: () => 0,
  compileSeconds: 0,
  checkpointSeconds: 10,
};

let made = 0;

/** A job that has the model to itself. */
function single(seconds: number, changes: Partial<SimulatedJob> = {}): SimulatedJob {
  return {
    key: String(made),
    kind: "group fit",
    model: "a",
    group: `single ${made++}`,
    calls: seconds,
    callSeconds: 1,
    places: 1,
    resumes: false,
    restsOnFits: false,
    ...changes,
  };
}

/** One of some fits that share calls of 2 s, four at a time. */
function fit(calls: number, changes: Partial<SimulatedJob> = {}): SimulatedJob {
  const shared = { kind: "fit", group: "fits", callSeconds: 2, places: 4, resumes: true };
  return { ...single(0), ...shared, calls, ...changes };
}

const makespan = (jobs: readonly SimulatedJob[], changes: Partial<Machines> = {}) =>
  simulateWorkers(jobs, { ...machines, ...changes }).makespanSeconds;

Deno.test("one worker takes the sum of its jobs, whatever their order", () => {
  const jobs = [3, 3, 2, 2, 2].map((seconds) => single(seconds));
  for (const order of ["plan", "affinity"] as const) assert.equal(makespan(jobs, { order }), 12);
});

Deno.test("longest first on two workers is the textbook's 7, where 6 could be had", () => {
  // Graham, Bounds on multiprocessing timing anomalies (1969): 3, 3, 2, 2, 2.
  assert.equal(makespan([2, 3, 2, 3, 2].map((s) => single(s)), { workers: 2 }), 7);
  // The plan's own order: 2, 3 begin; 2 at 2, 3 at 3, 2 at 4.
  const order = "plan";
  assert.equal(makespan([2, 3, 2, 3, 2].map((s) => single(s)), { workers: 2, order }), 6);
});

Deno.test("no list is faster than the longest job or an even share, nor slower than both added", () => {
  for (let at = 0; at < 40; at++) {
    const { integer } = stream(1, "lists", at);
    const seconds = Array.from({ length: 1 + integer(30) }, () => 1 + integer(50));
    const workers = 1 + integer(8);
    const share = seconds.reduce((a, b) => a + b) / workers;
    const longest = Math.max(...seconds);
    const took = makespan(seconds.map((s) => single(s)), { workers });
    assert.ok(took >= Math.max(share, longest), `${took} on ${workers}: ${seconds}`);
    assert.ok(took <= share + (1 - 1 / workers) * longest, `${took} on ${workers}: ${seconds}`);
  }
});

Deno.test("fits share calls, a place taken over as its fit ends, and empty ones cost as much", () => {
  // Four begin; the one of 10 calls is followed by the fifth, which ends at call 30.
  const jobs = [10, 25, 25, 25, 20].map((calls) => fit(calls));
  const got = simulateWorkers(jobs, machines);
  assert.equal(got.makespanSeconds, 60);
  assert.equal(got.workSeconds, 105 * 2 / 4);
  assert.equal(got.emptySeconds, 60 - 52.5);
});

Deno.test("affinity opens a model once, the plan's order as often as it comes", () => {
  const jobs = ["a", "b", "a", "b"].map((model) => single(10, { model }));
  const opening = { loadSeconds: (model: string) => model === "a" ? 5 : 7, compileSeconds: 1 };
  const plan = simulateWorkers(jobs, { ...machines, ...opening, order: "plan" });
  assert.deepEqual([plan.loads, plan.openSeconds, plan.makespanSeconds], [4, 28, 68]);
  const affinity = simulateWorkers(jobs, { ...machines, ...opening });
  assert.deepEqual([affinity.loads, affinity.openSeconds, affinity.makespanSeconds], [2, 16, 56]);
});

Deno.test("a second worker goes where most work waits", () => {
  const jobs = [single(30, { model: "a" }), ...[8, 8, 8].map((s) => single(s, { model: "b" }))];
  const got = simulateWorkers(jobs, { ...machines, workers: 2, loadSeconds: () => 1 });
  assert.deepEqual([got.loads, got.makespanSeconds], [2, 31]);
});

Deno.test("jobs that rest on fits wait for the last fit of their model", () => {
  const jobs = [
    single(5, { restsOnFits: true }),
    fit(10),
    single(1, { model: "b", restsOnFits: true }),
  ];
  assert.equal(makespan(jobs, { workers: 3 }), 25);
});

Deno.test("machines that outlive the run change nothing, and the same seed is the same run", () => {
  const jobs = [fit(10), fit(20), fit(30), fit(5), fit(9), single(40), single(70)];
  const calm = simulateWorkers(jobs, { ...machines, workers: 2 });
  const deaths = { meanSeconds: 1e12, restartSeconds: 100, seed: 4 };
  assert.deepEqual(simulateWorkers(jobs, { ...machines, workers: 2, deaths }), calm);
  const stormy = { ...machines, workers: 2, deaths: { ...deaths, meanSeconds: 60 } };
  assert.deepEqual(simulateWorkers(jobs, stormy), simulateWorkers(jobs, stormy));
  assert.ok(simulateWorkers(jobs, stormy).deaths > 0);
});

Deno.test("one worker's time is its work, empty places, opening, what deaths took, and nothing else", () => {
  for (let seed = 0; seed < 30; seed++) {
    const jobs = [
      fit(10),
      fit(20),
      fit(30),
      fit(5),
      fit(9),
      single(40),
      single(70, { model: "b" }),
    ];
    const deaths = { meanSeconds: 80, restartSeconds: 13, seed };
    const got = simulateWorkers(jobs, {
      ...machines,
      deaths,
      loadSeconds: () => 4,
      compileSeconds: 2,
    });
    const { makespanSeconds, workSeconds, emptySeconds, openSeconds, againSeconds } = got;
    const sum = workSeconds + emptySeconds + openSeconds + againSeconds + got.downSeconds;
    assert.ok(Math.abs(sum - makespanSeconds) < 1e-6, `${sum}, ${makespanSeconds} (seed ${seed})`);
  }
});

Deno.test("what keeps checkpoints loses less than one interval a death", () => {
  for (let seed = 0; seed < 30; seed++) {
    const deaths = { meanSeconds: 500, restartSeconds: 0, seed };
    const got = simulateWorkers([fit(5000)], { ...machines, deaths });
    assert.ok(got.deaths > 0);
    assert.ok(got.againSeconds < 10 * got.deaths, `${got.againSeconds} s in ${got.deaths} deaths`);
  }
});

Deno.test("what keeps none takes as long as a job that begins anew is known to", () => {
  // Of a job of s seconds, a restart of R and deaths of rate λ: (e^λs − 1)(1/λ + R) on average.
  const [seconds, meanSeconds, restartSeconds] = [100, 100, 20];
  const runs = 4000;
  let sum = 0;
  for (let index = 0; index < runs; index++) {
    const deaths = { meanSeconds, restartSeconds, seed: 1, index };
    sum += makespan([single(seconds)], { deaths });
  }
  const expected = (Math.E - 1) * (meanSeconds + restartSeconds);
  assert.ok(Math.abs(sum / runs / expected - 1) < 0.05, `${sum / runs}, expected ${expected}`);
});
