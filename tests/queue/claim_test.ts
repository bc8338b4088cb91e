/** Which jobs a worker takes next, and how many. */
import assert from "node:assert/strict";
import { claimJobs, nextGroup } from "../../src/queue/claim.ts";
import { endNotRun, finishJob } from "../../src/queue/finish_job.ts";
import { startHeartbeat } from "../../src/queue/heartbeat.ts";
import { readProgress } from "../../src/queue/read_queue.ts";
import { fitsOf } from "../harness/_small_run.ts";
import {
  able,
  beats,
  bossAt,
  claimed,
  facts,
  planOf,
  recordOf,
  serverForTests,
  submitted,
  test,
  texts,
} from "./_queue.ts";

const server = serverForTests();
const worker = crypto.randomUUID();

test("the group that is compiled comes first, then the model that is loaded, then the plan", async () => {
  await using boss = await bossAt(await server.freshUrl());
  const long = fitsOf(["longer text"]);
  await submitted(boss, planOf([...fitsOf(texts), ...long]));
  const [short, longer] = await readProgress(boss.database);
  assert.equal((await nextGroup(able(), boss))?.queue, short.queue);
  assert.equal((await nextGroup(able({ queue: longer.queue }), boss))?.queue, longer.queue);
  assert.equal(
    (await nextGroup(able({ leftOut: new Set([short.queue]) }), boss))?.queue,
    longer.queue,
  );
  await boss.database.rows(
    `insert into onepass.groups select 'other', submission, 9, kind, 'other', 'big', engine, device,
       threads, batch, code_sha256 from onepass.groups where queue = $1`,
    [short.queue],
  );
  await boss.jobs.createQueue("other");
  await boss.jobs.insert("other", [{ data: { key: "k", submission: "s" } }]);
  assert.equal((await nextGroup(able({ model: "big" }), boss))?.queue, "other");
  // Another worker has the small model: the big one is nobody's yet.
  await using heartbeat = await startHeartbeat({
    boss,
    facts: facts(worker),
    beatSeconds: 0.05,
    onDrain: () => {},
    onLost: () => {},
    onError: (error) => assert.fail(error),
  });
  heartbeat.loaded("small");
  await beats(boss, 2);
  assert.equal((await nextGroup(able(), boss))?.queue, "other");
});

test("jobs of other code, device or more threads are left to others", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await submitted(boss);
  assert.notEqual(await nextGroup(able({ mostThreads: 1 }), boss), null);
  assert.equal(await nextGroup(able({ codeSha256: "other" }), boss), null);
  assert.equal(await nextGroup(able({ device: "cuda" }), boss), null);
  assert.equal(await nextGroup(able({ mostThreads: 0 }), boss), null);
});

test("a worker takes what fills its batch, and leaves others their share", async () => {
  await using boss = await bossAt(await server.freshUrl());
  const words = Array.from({ length: 40 }, (_, at) => `w${String(at).padStart(2, "0")}`);
  await submitted(boss, planOf(fitsOf(words)));
  const group = (await nextGroup(able(), boss))!;
  // B = 2: at most four times that.
  assert.equal((await claimJobs(group, boss)).length, 8);
  for (let at = 0; at < 8; at++) {
    await boss.database.rows(
      `insert into onepass.workers (id, host, pid, engine, device, code_sha256, state,
         seconds_to_live) values ($1, 'h', 1, 'e', 'd', 'c', 'working', 60)`,
      [crypto.randomUUID()],
    );
  }
  assert.equal((await claimJobs(group, boss)).length, 4);
});

test("jobs that rest on fits begin once those have ended", async () => {
  await using boss = await bossAt(await server.freshUrl());
  const fits = fitsOf(["one", "two"]);
  const [{ job }] = fits;
  const planned = [{
    key: "e".repeat(64),
    job: { ...job, kind: "curve" } as never,
    payload: () => Promise.resolve({}),
  }];
  await submitted(boss, planOf(fits, [{ kind: "curve", planned, restsOn: fits }]));
  const progress = await readProgress(boss.database);
  assert.deepEqual(progress.map(({ kind, restsOn }) => [kind, restsOn]), [["fit", 0], [
    "curve",
    2,
  ]]);
  const { group, jobs } = await claimed(boss);
  assert.equal(await nextGroup(able(), boss), null);
  const [a, b] = jobs.map((job) => ({ boss, worker, queue: group.queue, job }));
  await finishJob({ record: recordOf(a.job, fits), solution: null }, a);
  assert.equal(await nextGroup(able(), boss), null);
  // One that cannot be had ends the wait as well: the job says then what is missing.
  await endNotRun("nothing to fit", b);
  assert.equal((await nextGroup(able(), boss))?.kind, "curve");
});

test("the server of these tests ends", server.stop);
