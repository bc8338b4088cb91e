import assert from "node:assert/strict";
import type { GroupProgress, RunningJob, WorkerRow } from "../../src/queue/read_queue.ts";
import { emptyCurve } from "../../src/watch/curve.ts";
import { type QueueFound, queueSections } from "../../src/watch/queue_sections.ts";

const at = (second: number) => new Date(Date.UTC(2026, 10, 29, 12, 0, second));

function group(changes: Partial<GroupProgress>): GroupProgress {
  return {
    queue: "q",
    submission: "s",
    profile: "planted",
    model: "small",
    kind: "fit",
    title: "open recipe, N = 4",
    engine: "onnxruntime",
    device: "cpu",
    threads: 1,
    batch: 2,
    codeSha256: "code",
    waiting: 0,
    running: 0,
    ended: 0,
    notRun: 0,
    failed: 0,
    cancelled: 0,
    restsOn: 0,
    ...changes,
  };
}

const worker: WorkerRow = {
  id: "w",
  host: "here",
  pid: 1,
  engine: "onnxruntime",
  device: "cpu",
  codeSha256: "code",
  model: "small",
  stepsPerSecond: 12.345,
  state: "working",
  jobs: 1,
  startedAt: at(0),
  lastSeen: at(100),
};

const found = (changes: Partial<QueueFound>): QueueFound => ({
  place: "a database",
  groups: [],
  workers: [],
  running: [],
  ended: [],
  curves: { curve: () => emptyCurve },
  reader: { digests: new Map(), failure: null },
  ...changes,
});

Deno.test("what is left takes as long as what ended lately says, by the database's clock", () => {
  const groups = [group({ waiting: 30, running: 2, ended: 8 })];
  const ended = Array.from({ length: 8 }, (_, i) => ({ finishedAt: at(10 * i + 5) }));
  // Eight in the worker's hundred seconds, 32 left.
  const { progress } = queueSections(found({ groups, ended, workers: [worker] }));
  assert.equal(progress.secondsLeft, 400);
  const none = queueSections(found({ groups, ended: ended.slice(0, 1), workers: [worker] }));
  assert.equal(none.progress.secondsLeft, null, "one says nothing");
  const dead = { ...worker, state: "lost" } as const;
  const alone = queueSections(found({ groups, ended, workers: [dead] }));
  assert.deepEqual([alone.progress.secondsLeft, alone.progress.state], [null, "silent"]);
});

Deno.test("jobs that were cancelled are no more planned; those not run and failed are told", () => {
  const groups = [
    group({ ended: 5, cancelled: 3 }),
    group({ kind: "curve", ended: 1, notRun: 2, failed: 1 }),
  ];
  const { progress } = queueSections(found({ groups }));
  assert.deepEqual([progress.done, progress.planned, progress.state], [6, 9, "over"]);
  assert.deepEqual(progress.kinds, [
    { kind: "fit", done: 5, planned: 5 },
    { kind: "curve", done: 1, planned: 4 },
  ]);
  assert.deepEqual(progress.notes, [
    "2 jobs were not run: what they rest on cannot be had.",
    "1 job ended in errors, which the workers told.",
    "3 jobs were cancelled.",
  ]);
});

Deno.test("a fit without a finite loss has none, and one taken up again says so", () => {
  const job: RunningJob = {
    key: "k",
    worker: "w",
    host: "here",
    title: "open recipe, N = 4",
    kind: "fit",
    model: "small",
    attempt: 1,
    steps: 5,
    lossNats: NaN,
    accuracy: null,
    share: null,
    since: at(0),
    updatedAt: at(1),
  };
  const curve = { ...job, key: "c", kind: "curve", title: "curve", steps: null, share: 0.5 };
  const { running, workers } = queueSections(found({ running: [job, curve], workers: [worker] }));
  assert.equal(running.fits[0].lossNats, null);
  assert.deepEqual(running.fits[0].about, ["small", "on here", "taken up for the second time"]);
  assert.deepEqual(running.jobs, [{ id: "c", title: "Job: curve, on here", share: 0.5 }]);
  assert.deepEqual([workers[0].doing, workers[0].stepsPerSecond], [
    "open recipe, N = 4; curve",
    12,
  ]);
});

/** States of a worker that has no job in hand, and what is said of it. */
const IDLE: [state: WorkerRow["state"], says: string][] = [
  ["idle", "Waits for jobs"],
  ["working", "Loads a model"],
  ["draining", "Gives back what it has"],
  ["ended", "Ended"],
  ["lost", "Nothing was heard of it"],
];

for (const [state, says] of IDLE) {
  Deno.test(`a worker without jobs that is ${state} says: ${says}`, () => {
    const { workers: [row] } = queueSections(found({ workers: [{ ...worker, state }] }));
    assert.equal(row.doing, says);
    assert.equal(row.silentSince, state === "lost" ? "2026-11-29T12:01:40.000Z" : null);
  });
}
