import assert from "node:assert/strict";
import { join } from "node:path";
import { keptPath } from "../../src/records/kept_files.ts";
import { watchStore } from "../../src/watch/watch_store.ts";
import { heardFeed, plantedRecord, type PlantedRun, plantedRun } from "./_planted_run.ts";

const records = [1, 2, 3, 4].map((text) => plantedRecord(text));
const keys = records.map(({ key }) => key);

/** Watches while `work` goes on. */
async function watching(
  run: PlantedRun,
  work: (feed: ReturnType<typeof heardFeed>) => Promise<void>,
): Promise<void> {
  const feed = heardFeed();
  const over = new AbortController();
  const watched = watchStore(run.folder, { feed, signal: over.signal, everyMilliseconds: 20 });
  try {
    await Promise.race([work(feed), watched]);
  } finally {
    over.abort();
    await watched;
  }
}

Deno.test("a run is watched from its plan to its end: jobs, curves, workers and verdicts", async () => {
  await using run = await plantedRun();
  await run.put(records[0]);
  await run.plan(records);
  await run.say();
  await watching(run, async (feed) => {
    const first = await feed.until("progress", ({ done }) => done === 1);
    assert.equal(first.state, "at work");
    assert.deepEqual([first.planned, first.wrong], [4, 0]);
    assert.deepEqual(first.kinds, [{ kind: "fit", done: 1, planned: 4 }]);
    // Three are left, and each was estimated as long as the one that has ended.
    const { result } = records[0] as { result: { elapsedSeconds: number } };
    assert.equal(first.secondsLeft, 3 * result.elapsedSeconds);

    await run.say({
      beat: 2,
      running: [{ key: keys[1], steps: 5, accuracy: 0.5, lossNats: 3 }],
    });
    const { fits: [fit] } = await feed.until("running", ({ fits }) => fits.length === 1);
    assert.deepEqual([fit.title, fit.maxSteps, fit.tokens], ["N = 8, recipe open", 700, 8]);
    assert.deepEqual(fit.curve, { steps: [5], lossNats: [3], accuracy: [0.5] });
    const [worker] = feed.latest.workers!;
    assert.deepEqual([worker.state, worker.stepsPerSecond], ["at work", 25]);

    await run.put(records[1]);
    await feed.until("progress", ({ done }) => done === 2);
    // Its process has not said yet that it ended.
    await feed.until("running", ({ fits }) => fits.length === 0);
    const [latest] = await feed.until("ended", (fits) => fits.length === 2);
    assert.equal(latest.key, keys[1]);
    assert.equal(latest.outcome, "exact");
    assert.equal(latest.curve.steps.length, 41);
    const ledger = await feed.until("ledger", ({ judged }) => judged === 2);
    assert.ok(ledger.claims.length > 30);

    await run.say({ beat: 3, ended: "stopped" });
    const stopped = await feed.until("progress", ({ state }) => state === "over");
    assert.match(stopped.says, /stopped\. The same command goes on from here/);
    assert.equal(stopped.command, "deno task reproduce --profile planted");
  });
});

Deno.test("a running fit's curve begins with what its checkpoint has, over all its starts", async () => {
  await using run = await plantedRun();
  await run.plan(records);
  await run.checkpoint(keys[0], [[0, 9], [10, 5], [20, 4]]);
  await run.say({ running: [{ key: keys[0], steps: 124, accuracy: 0.75, lossNats: 3.5 }] });
  await watching(run, async (feed) => {
    const { fits: [fit] } = await feed.until("running", ({ fits }) => fits.length === 1);
    assert.deepEqual(fit.curve.steps, [100, 110, 120, 124]);
    assert.deepEqual(fit.curve.lossNats, [9, 5, 4, 3.5]);
  });
});

Deno.test("a store that nobody announced shows the fits whose checkpoints are written", async () => {
  await using run = await plantedRun();
  await run.put(records[0]);
  await run.checkpoint(keys[1], [[0, 9], [10, 5]]);
  await watching(run, async (feed) => {
    const progress = await feed.until("progress", ({ done }) => done === 1);
    assert.deepEqual([progress.state, progress.planned], ["unannounced", null]);
    const { fits: [fit] } = await feed.until("running", ({ fits }) => fits.length === 1);
    assert.equal(fit.title, `Fit ${keys[1].slice(0, 8)}`);
    assert.deepEqual(fit.curve.lossNats, [9, 5]);
  });
});

Deno.test("records are read once: what lies is not read again when another comes", async () => {
  await using run = await plantedRun();
  await run.put(records[0]);
  await watching(run, async (feed) => {
    await feed.until("progress", ({ done }) => done === 1);
    // In place, so that the folder's own time stays; read again it would count as harmed.
    await Deno.writeTextFile(keptPath(run.store, { kind: "records", key: keys[0] }), "no record");
    await run.put(records[1]);
    const progress = await feed.until("progress", ({ done }) => done === 2);
    assert.deepEqual(progress.notes, []);
  });
});

Deno.test("a harmed record is told, and counts once it is measured anew", async () => {
  await using run = await plantedRun();
  const path = keptPath(run.store, { kind: "records", key: keys[0] });
  await Deno.writeTextFile(path, "{");
  await watching(run, async (feed) => {
    const { notes } = await feed.until("progress", ({ notes }) => notes.length > 0);
    assert.match(notes.join(), /^1 record is harmed and counted as absent/);
    await Deno.remove(path);
    await run.put(records[0]);
    const progress = await feed.until("progress", ({ done }) => done === 1);
    assert.deepEqual(progress.notes, []);
  });
});

Deno.test("records of other code are left aside, and that is said", async () => {
  await using run = await plantedRun();
  const other = plantedRecord(9, { codeSha256: "d".repeat(64) });
  await run.put(other);
  await run.put(records[0]);
  await run.plan(records);
  await run.say();
  await watching(run, async (feed) => {
    const progress = await feed.until("progress", ({ notes }) => notes.length > 0);
    assert.deepEqual([progress.done, progress.notes], [1, [
      "1 record is of other code and left aside.",
    ]]);
    assert.equal((await feed.until("ledger", ({ judged }) => judged > 0)).judged, 1);
  });
});

Deno.test("a process that was killed an hour ago is silent, whatever it said last", async () => {
  await using run = await plantedRun();
  await run.plan(records);
  await run.say({ running: [{ key: keys[0], steps: 5, accuracy: 0, lossNats: 9 }] });
  const hourAgo = Date.now() / 1000 - 3600;
  await Deno.utime(join(run.folder, "at-work", "a-machine-7.json"), hourAgo, hourAgo);
  await watching(run, async (feed) => {
    const progress = await feed.until("progress", ({ state }) => state === "silent");
    assert.match(progress.says, /^No sign of life: .* the same command goes on from here/);
    assert.equal(progress.secondsLeft, null);
    assert.deepEqual(feed.latest.running!.fits, []);
    const [worker] = feed.latest.workers!;
    assert.equal(worker.state, "silent");
    const since = Date.parse(worker.silentSince!) / 1000;
    assert.ok(Math.abs(since - hourAgo) < 70, worker.silentSince!);
  });
});

Deno.test("a killed process is history once another does its jobs, and how that ends is told", async () => {
  await using run = await plantedRun();
  const [record] = records;
  await run.plan([record], "killed");
  await run.say({}, "killed");
  const hourAgo = Date.now() / 1000 - 3600;
  await Deno.utime(join(run.folder, "at-work", "killed.json"), hourAgo, hourAgo);
  await run.plan([record], "next");
  await run.say({ startedAt: "2026-11-29T13:00:00.000Z", processId: 8 }, "next");
  await run.put(record);
  await watching(run, async (feed) => {
    await feed.until("progress", ({ done }) => done === 1);
    assert.deepEqual(feed.latest.workers!.map(({ id }) => id), ["next"]);
    const over = { startedAt: "2026-11-29T13:00:00.000Z", ended: "done", beat: 2 } as const;
    await run.say(over, "next");
    const { says } = await feed.until("progress", ({ state }) => state === "over");
    assert.equal(says, "It is over: all that was planned is done.");
  });
});

Deno.test("a run that is begun anew in the same folder is not done with what was removed", async () => {
  await using run = await plantedRun();
  await run.put(records[0]);
  await run.put(records[1]);
  await run.plan(records);
  await run.say();
  await watching(run, async (feed) => {
    await feed.until("ledger", ({ judged }) => judged === 2);
    await Deno.remove(run.store, { recursive: true });
    await feed.until("progress", ({ done }) => done === 0);
    await feed.until("ended", (fits) => fits.length === 0);
    await feed.until("ledger", ({ judged }) => judged === 0);
    await Deno.mkdir(join(run.store, "records"), { recursive: true });
    await run.put(records[2]);
    await feed.until("progress", ({ done }) => done === 1);
  });
});

Deno.test("shards that plan different jobs count together, and the longest of them sets the time", async () => {
  await using run = await plantedRun();
  await run.plan(records.slice(0, 1), "a-1");
  await run.say({ shard: "1/2" }, "a-1");
  await run.plan(records.slice(1), "b-1");
  await run.say({ shard: "2/2", host: "b-machine" }, "b-1");
  await watching(run, async (feed) => {
    const progress = await feed.until("progress", ({ planned }) => planned === 4);
    assert.equal(progress.secondsLeft, 30);
    assert.equal(progress.says, "2 processes at work.");
    assert.deepEqual(feed.latest.workers!.map(({ name }) => name), [
      "a-machine, process 7, shard 1/2",
      "b-machine, process 7, shard 2/2",
    ]);
  });
});

Deno.test("a folder without a run is told with the cure", async () => {
  const feed = heardFeed();
  await assert.rejects(
    watchStore("/no/such/folder", { feed, signal: new AbortController().signal }),
    /^RangeError: Cannot find a run store in "\/no\/such\/folder": .*name the folder/,
  );
});
