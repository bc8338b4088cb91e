/** A queue on a real PostgreSQL server, watched as it empties. */
import assert from "node:assert/strict";
import { claimJobs, nextGroup } from "../../src/queue/claim.ts";
import { finishJob } from "../../src/queue/finish_job.ts";
import { handOf } from "../../src/queue/hand.ts";
import { startHeartbeat } from "../../src/queue/heartbeat.ts";
import { openDatabase } from "../../src/queue/open_database.ts";
import { temporaryPostgres } from "../../src/queue/temporary_postgres.ts";
import { watchQueue } from "../../src/watch/watch_queue.ts";
import { able, bossAt, recordOf, serverForTests, submitted, test } from "../queue/_queue.ts";
import { heardFeed } from "./_planted_run.ts";

const server = serverForTests();
const worker = crypto.randomUUID();

/** Watches while `work` goes on. */
async function watching(
  url: string,
  work: (feed: ReturnType<typeof heardFeed>) => Promise<void>,
): Promise<void> {
  await using database = await openDatabase({ url });
  const feed = heardFeed();
  const over = new AbortController();
  const watched = watchQueue(database, { feed, signal: over.signal, everyMilliseconds: 20 });
  try {
    await Promise.race([work(feed), watched]);
  } finally {
    over.abort();
    await watched;
  }
}

test("a queue is watched from its submission to its results: jobs, curves, workers, verdicts", async () => {
  const url = await server.freshUrl();
  await using boss = await bossAt(url);
  await watching(url, async (feed) => {
    const empty = await feed.until("progress", ({ planned }) => planned === null);
    assert.match(empty.says, /^The queue is empty: "deno task queue submit"/);
    await submitted(boss);
    const waiting = await feed.until("progress", ({ planned }) => planned === 7);
    assert.deepEqual([waiting.state, waiting.command], ["silent", "deno task worker"]);
    assert.match(waiting.says, /^No worker is there, and 7 jobs wait for one\./);

    const heartbeat = await startHeartbeat({
      boss,
      facts: {
        id: worker,
        host: "here",
        pid: 1,
        engine: "onnxruntime",
        device: "cpu",
        codeSha256: "code",
      },
      beatSeconds: 0.05,
      onDrain: () => {},
      onLost: (keys) => assert.fail(keys.join()),
      onError: (error) => assert.fail(error),
    });
    const group = (await nextGroup(able(), boss))!;
    const jobs = await claimJobs(group, boss);
    const hand = handOf(group, jobs);
    await heartbeat.hold(hand);
    const [{ key }] = jobs;
    hand.states.set(key, { steps: 7, lossNats: 2.5, accuracy: 0.25 });
    await feed.until("running", ({ fits }) => fits[0]?.steps === 7);
    hand.states.set(key, { steps: 20, lossNats: 1.5, accuracy: 0.5 });
    const running = await feed.until("running", ({ fits }) => fits[0]?.steps === 20);
    const [fit] = running.fits;
    assert.deepEqual(fit.curve, {
      steps: [7, 20],
      lossNats: [2.5, 1.5],
      accuracy: [0.25, 0.5],
    });
    assert.equal(fit.title, "open recipe, [e][m]×(N−1), N = 3");
    // The six that are in hand and have not begun are no curves.
    assert.equal(running.fits.length, 1);
    const [row] = await feed.until("workers", ([row]) => row?.state === "at work");
    assert.deepEqual([row.name, row.doing, row.engine], [
      "here, process 1",
      "7 × open recipe, [e][m]×(N−1), N = 3",
      "onnxruntime on cpu",
    ]);

    hand.jobs.delete(key);
    const finished = { boss, worker, queue: group.queue, job: jobs[0] };
    await finishJob({ record: recordOf(jobs[0]), solution: null }, finished);
    const progress = await feed.until("progress", ({ done, wrong }) => done === 1 && wrong === 1);
    assert.deepEqual(progress.kinds, [{ kind: "fit", done: 1, planned: 7 }]);
    const [ended] = await feed.until("ended", (fits) => fits.length === 1);
    assert.deepEqual([ended.key, ended.outcome], [key, "wrong"]);
    await feed.until("ledger", ({ judged }) => judged === 1);
    await feed.until("running", ({ fits }) => fits.length === 0);
    await heartbeat[Symbol.asyncDispose]();
    await feed.until("workers", ([{ state }]) => state === "done");
  });
});

test("a database that goes away is told, and what was seen last stays", async () => {
  const own = await temporaryPostgres();
  {
    await using boss = await bossAt(own.url);
    await submitted(boss);
  }
  await watching(own.url, async (feed) => {
    await feed.until("progress", ({ planned }) => planned === 7);
    await own[Symbol.asyncDispose]();
    const { planned } = await feed.until(
      "progress",
      ({ notes }) => notes.some((note) => /^The database does not answer, trying/.test(note)),
    );
    assert.equal(planned, 7);
  });
});

test("the server of these tests ends", server.stop);
