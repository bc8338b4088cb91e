/** The queue on a real PostgreSQL server: what is submitted, claimed, ended, refused, lost, cancelled. */
import assert from "node:assert/strict";
import { nextGroup } from "../../src/queue/claim.ts";
import { endNotRun, failJob, finishJob, giveBack } from "../../src/queue/finish_job.ts";
import { handOf } from "../../src/queue/hand.ts";
import { startHeartbeat } from "../../src/queue/heartbeat.ts";
import { jobId } from "../../src/queue/job_id.ts";
import { openDatabase } from "../../src/queue/open_database.ts";
import {
  readEnded,
  readLosses,
  readRecords,
  readRunning,
  readWorkers,
} from "../../src/queue/read_queue.ts";
import { checkSchema, schemaVersion } from "../../src/queue/schema.ts";
import { cancel, drain } from "../../src/queue/steer.ts";
import { fitsOf } from "../harness/_small_run.ts";
import {
  able,
  beats,
  bossAt,
  claimed,
  endLeases,
  facts,
  planOf,
  recordOf,
  serverForTests,
  states,
  submitted,
  test,
} from "./_queue.ts";

const server = serverForTests();
const worker = crypto.randomUUID();

test("a job's id in pg-boss is its key's, as TypeScript and as SQL say it", async () => {
  await using boss = await bossAt(await server.freshUrl());
  const { key } = fitsOf(["one"])[0];
  const [{ id }] = await boss.database.rows<{ id: string }>(`select onepass.job_id($1) as id`, [
    key,
  ]);
  assert.equal(jobId(key), id);
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(id.replaceAll("-", "").slice(0, 12), key.slice(0, 12));
});

test("submitting twice adds nothing, nor does submitting what has ended", async () => {
  await using boss = await bossAt(await server.freshUrl());
  assert.deepEqual(await submitted(boss), { added: 7, there: 0, again: 0 });
  assert.deepEqual(await submitted(boss), { added: 0, there: 7, again: 0 });
  const { group, jobs: [job] } = await claimed(boss);
  await finishJob({ record: recordOf(job), solution: null }, {
    boss,
    worker,
    queue: group.queue,
    job,
  });
  assert.deepEqual(await submitted(boss), { added: 0, there: 7, again: 0 });
  assert.deepEqual(await states(boss), { active: 6, completed: 1 });
});

test("a result and the completion of its job are one transaction", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await submitted(boss);
  const { group: { queue }, jobs: [job] } = await claimed(boss);
  await boss.database.rows(
    `create function refuse() returns trigger language plpgsql as
       $$ begin raise exception 'the disk is full'; end $$;
     create trigger refuse before insert on onepass.results
       for each row execute function refuse();`,
  );
  const ending = { boss, worker, queue, job };
  const record = recordOf(job);
  await assert.rejects(finishJob({ record, solution: null }, ending), /the disk is full/);
  assert.deepEqual(await states(boss), { active: 7 });
  await boss.database.rows(`drop trigger refuse on onepass.results`);
  assert.deepEqual(await finishJob({ record, solution: null }, ending), { taken: true });
  assert.deepEqual(await states(boss), { active: 6, completed: 1 });
  assert.deepEqual((await readRecords(boss.database, [job.key])).get(job.key), record);
});

test("a lost worker's jobs are another's; what it brings late is refused, and said", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await submitted(boss);
  const first = await claimed(boss);
  const { queue } = first.group;
  await endLeases(boss);
  const [early] = first.jobs;
  const other = crypto.randomUUID();
  const solution = new Uint8Array([1, 2, 3]);
  const late = { boss, worker, queue, job: early };
  const result = { record: recordOf(early), solution };
  assert.deepEqual(await finishJob(result, late), { taken: false, elsewhere: "not yet" });
  const second = await claimed(boss);
  const job = second.jobs.find(({ key }) => key === early.key)!;
  assert.equal(job.retryCount, early.retryCount + 1);
  assert.deepEqual(await finishJob(result, late), { taken: false, elsewhere: "not yet" });
  assert.deepEqual(await readEnded(boss.database), []);
  const holder = { boss, worker: other, queue, job };
  assert.deepEqual(await finishJob(result, holder), { taken: true });
  assert.deepEqual(await finishJob(result, late), { taken: false, elsewhere: "the same" });
  const differs = { ...result, solution: new Uint8Array([1, 2, 4]) };
  assert.deepEqual(await finishJob(differs, late), { taken: false, elsewhere: "another" });
  const [{ worker: by, attempt }] = await readEnded(boss.database);
  assert.deepEqual([by, attempt], [other, 1]);
  // Said again by whoever had it taken, as after a connection that broke too late.
  assert.deepEqual(await finishJob(result, holder), { taken: true });
});

test("nothing a lost worker says of a job touches its next attempt", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await submitted(boss);
  const { group: { queue }, jobs } = await claimed(boss);
  await endLeases(boss);
  await claimed(boss);
  const [a, b, c] = jobs.map((job) => ({ boss, worker, queue, job }));
  assert.equal(await giveBack("late", a), false);
  assert.equal(await failJob("late", b), false);
  assert.equal(await endNotRun("late", c), false);
  assert.deepEqual(await states(boss), { active: 7 });
  assert.deepEqual(await boss.database.rows(`select * from onepass.errors`), []);
});

test("a heartbeat keeps leases that would have ended, and tells which are lost", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await submitted(boss);
  const { group, jobs } = await claimed(boss);
  const lost: string[] = [];
  let stopped = false;
  await using heartbeat = await startHeartbeat({
    boss,
    facts: facts(worker),
    beatSeconds: 0.05,
    onDrain: () => {},
    onLost: (keys) => lost.push(...keys),
    onError: (error) => assert.fail(error),
  });
  const hand = handOf(group, jobs);
  hand.stop = () => stopped = true;
  await heartbeat.hold(hand);
  await boss.database.rows(`update onepass_boss.job set heartbeat_on = now() - interval '59 s'`);
  await beats(boss, 2);
  const [{ age }] = await boss.database.rows<{ age: number }>(
    `select max(extract(epoch from now() - heartbeat_on))::float8 as age from onepass_boss.job`,
  );
  assert.ok(age < 30, `the oldest lease was renewed ${age} s ago`);
  await boss.jobs.cancel(group.queue, jobs[0].id);
  await beats(boss, 2);
  assert.deepEqual(lost, [jobs[0].key]);
  assert.equal(stopped, false);
  await boss.jobs.cancel(group.queue, jobs.slice(1).map(({ id }) => id));
  await beats(boss, 2);
  assert.equal(lost.length, 7);
  assert.ok(stopped, "work on jobs that are all lost goes on");
});

test("a worker announces itself, its rate, its jobs and their losses, until they end", async () => {
  await using boss = await bossAt(await server.freshUrl());
  const { database } = boss;
  await submitted(boss);
  const { group, jobs } = await claimed(boss);
  const heartbeat = await startHeartbeat({
    boss,
    facts: facts(worker),
    beatSeconds: 0.05,
    onDrain: () => {},
    onLost: (keys) => assert.fail(keys.join()),
    onError: (error) => assert.fail(error),
  });
  const hand = handOf(group, jobs);
  heartbeat.loaded("small");
  await heartbeat.hold(hand);
  const [{ key }] = jobs;
  hand.textSteps = 100;
  hand.states.set(key, { steps: 7, lossNats: 2.5, accuracy: 0.25 });
  await beats(boss, 2);
  hand.states.set(key, { steps: 20, lossNats: 1.5, accuracy: 0.5 });
  await beats(boss, 2);
  const [row] = await readWorkers(database);
  assert.deepEqual([row.id, row.host, row.model, row.state, row.jobs], [
    worker,
    "here",
    "small",
    "working",
    7,
  ]);
  const running = (await readRunning(database)).find((job) => job.key === key)!;
  const { steps, lossNats, accuracy, title, model } = running;
  assert.deepEqual({ steps, lossNats, accuracy, title, model }, {
    steps: 20,
    lossNats: 1.5,
    accuracy: 0.5,
    title: "open recipe, [e][m]×(N−1), N = 3",
    model: "small",
  });
  const points = (await readLosses(database, { keys: [key] })).map((
    { steps, lossNats },
  ) => [steps, lossNats]);
  assert.deepEqual(points, [[7, 2.5], [20, 1.5]]);
  hand.jobs.delete(key);
  await finishJob({ record: recordOf(jobs[0]), solution: null }, {
    boss,
    worker,
    queue: group.queue,
    job: jobs[0],
  });
  assert.deepEqual(await readLosses(database), []);
  assert.equal((await readRunning(database)).length, 6);
  await heartbeat[Symbol.asyncDispose]();
  assert.equal((await readWorkers(database))[0].state, "ended");
});

test("a worker that gives no sign counts as lost, and drain asks those that live", async () => {
  await using boss = await bossAt(await server.freshUrl());
  const { database } = boss;
  let drained = 0;
  const beat = (id: string) =>
    startHeartbeat({
      boss,
      facts: facts(id),
      beatSeconds: 0.05,
      onDrain: () => drained++,
      onLost: () => {},
      onError: (error) => assert.fail(error),
    });
  await using _ = await beat(worker);
  const dead = crypto.randomUUID();
  await database.rows(
    `insert into onepass.workers select $1, host, pid, engine, device, code_sha256, model,
       steps_per_second, state, drain, seconds_to_live, started_at, now() - interval '1 hour'
     from onepass.workers`,
    [dead],
  );
  const states = (await readWorkers(database)).map(({ id, state }) => [id, state]);
  assert.deepEqual(Object.fromEntries(states), { [worker]: "idle", [dead]: "lost" });
  assert.equal(await drain(database, { worker: "nobody" }), 0);
  assert.equal(await drain(database, { worker: worker.slice(0, 8) }), 1);
  await beats(boss, 2);
  assert.ok(drained > 0);
});

test("a job that ends in an error three times has failed, submitted again it waits", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await submitted(boss, planOf(fitsOf(["one"])));
  for (let at = 0; at < 3; at++) {
    const { group: { queue }, jobs: [job] } = await claimed(boss);
    assert.equal(job.retryCount, at);
    assert.equal(await failJob(`error ${at}`, { boss, worker, queue, job }), true);
  }
  assert.deepEqual(await states(boss), { failed: 1 });
  assert.equal(await nextGroup(able(), boss), null);
  assert.deepEqual(await submitted(boss, planOf(fitsOf(["one"]))), {
    added: 0,
    there: 0,
    again: 1,
  });
  assert.deepEqual(await states(boss), { created: 1 });
});

test("cancelled jobs are refused from those who have them, and go on once submitted again", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await submitted(boss);
  const { group: { queue }, jobs: [job, ...others] } = await claimed(boss);
  await finishJob({ record: recordOf(job), solution: null }, { boss, worker, queue, job });
  assert.equal(await cancel(boss, { profile: "another" }), 0);
  assert.equal(await cancel(boss), 6);
  const late = { boss, worker, queue, job: others[0] };
  assert.deepEqual(await finishJob({ record: recordOf(others[0]), solution: null }, late), {
    taken: false,
    elsewhere: "not yet",
  });
  assert.deepEqual(await states(boss), { cancelled: 6, completed: 1 });
  assert.deepEqual(await submitted(boss), { added: 0, there: 1, again: 6 });
  assert.deepEqual(await states(boss), { created: 6, completed: 1 });
});

test("connections that the server ends are made anew", async () => {
  const url = await server.freshUrl();
  await using boss = await bossAt(url);
  await submitted(boss);
  const { group: { queue }, jobs: [job] } = await claimed(boss);
  {
    await using other = await openDatabase({ url });
    await other.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
  }
  const finished = await finishJob({ record: recordOf(job), solution: null }, {
    boss,
    worker,
    queue,
    job,
  });
  assert.deepEqual(finished, { taken: true });
});

test("a database without a queue, or with one of another version, is told with the cure", async () => {
  const url = await server.freshUrl();
  {
    await using database = await openDatabase({ url });
    await assert.rejects(checkSchema(database), /it has none; "deno task queue submit" makes one/);
  }
  await using boss = await bossAt(url);
  await checkSchema(boss.database);
  await boss.database.rows(`update onepass.meta set version = ${schemaVersion + 1}`);
  await assert.rejects(
    checkSchema(boss.database),
    /its schema is of version \d, this code wants \d; use the code that made it, or another data/,
  );
  await assert.rejects(bossAt(url), /its schema is of version/);
});

test("the server of these tests ends", server.stop);
