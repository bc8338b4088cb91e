import assert from "node:assert/strict";
import { hostname } from "node:os";
import { join } from "node:path";
import { announce, type AnnounceOptions } from "../../src/harness/announce.ts";
import type { CellEstimate } from "../../src/harness/estimate.ts";
import { groupFits } from "../../src/harness/fit_jobs.ts";
import type { RunEvent } from "../../src/harness/run_options.ts";
import {
  type AtWork,
  atWorkFiles,
  atWorkFolder,
  type PlannedJobs,
  readAtWork,
  readPlannedJobs,
  writeAtWork,
} from "../../src/records/at_work.ts";
import { atWork } from "../watch/_planted_run.ts";
import { fitsOf, newFolder } from "./_small_run.ts";

const fits = fitsOf(["one", "two", "six"]);
const [group] = groupFits(fits);

function cell(changes: Partial<CellEstimate>): CellEstimate {
  return {
    model: "small",
    kind: "fit",
    recipe: "open",
    arrangement: "[e][m]×(N−1)",
    source: "user",
    tokens: 3,
    fits: 3,
    steps: 600,
    batch: 2,
    likelySteps: 10,
    likelySeconds: 12,
    atMostSeconds: 100,
    ...changes,
  };
}

const options: AnnounceOptions = {
  command: "deno task reproduce --profile test",
  profile: "test",
  cells: [cell({}), cell({ model: "large", likelySeconds: 500 })],
  everySeconds: 0.01,
};

const events: RunEvent[] = [
  { kind: "planned", model: "small", jobs: fits, card: "a card" },
  { kind: "group", title: group.title, done: 0, left: 3, budgetSecondsLeft: 90 },
  {
    kind: "session",
    group,
    event: {
      kind: "step",
      elapsedMilliseconds: 20,
      slots: [{ id: fits[0].key, steps: 7, accuracy: 0.5, bestAccuracy: 1, lossNats: NaN }],
    },
  },
];

/** What the one process in a folder says, once it is as wanted. */
async function said(folder: string, is: (atWork: AtWork) => boolean): Promise<AtWork> {
  for (;;) {
    for (const { id, kind } of await atWorkFiles(atWorkFolder(folder))) {
      const found = kind === "atWork" ? await readAtWork(atWorkFolder(folder), id) : null;
      if (found !== null && is(found)) return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function plannedIn(folder: string): Promise<PlannedJobs> {
  for (;;) {
    const planned = await readPlannedJobs(atWorkFolder(folder), `${hostname()}-${Deno.pid}`);
    if (planned !== null) return planned;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

Deno.test("a run says what it plans, what it does, that it lives, and how it ended", async () => {
  await using folder = await newFolder();
  {
    await using announcement = await announce(folder.path, options);
    const first = await said(folder.path, () => true);
    assert.deepEqual([first.doing, first.ended], ["Getting ready", null]);
    assert.deepEqual(first.coming, [
      { model: "small", seconds: 12 },
      { model: "large", seconds: 500 },
    ]);
    events.forEach(announcement.hear);
    const now = await said(folder.path, ({ running }) => running.length > 0);
    assert.deepEqual(now.running, [
      { key: fits[0].key, steps: 7, accuracy: 0.5, lossNats: null },
    ]);
    assert.equal(now.doing, "open recipe, [e][m]×(N−1), N = 3");
    assert.equal(now.engine, "onnxruntime on cpu, 1 thread, 2 at a time");
    assert.equal(now.stepMilliseconds, 20);
    assert.ok(now.budgetSecondsLeft! < 90 && now.budgetSecondsLeft! > 60);
    assert.deepEqual(now.coming, [{ model: "large", seconds: 500 }]);
    // Nothing happens, and it is heard all the same.
    await said(folder.path, ({ beat }) => beat > now.beat);
    const { jobs, codeSha256, card } = await plannedIn(folder.path);
    assert.deepEqual([codeSha256, card], ["code", "a card"]);
    assert.deepEqual(jobs.map(({ key, likelySeconds }) => [key, likelySeconds]), [
      [fits[0].key, 4],
      [fits[1].key, 4],
      [fits[2].key, 4],
    ]);
    announcement.ranThrough();
  }
  const last = await said(folder.path, () => true);
  assert.deepEqual([last.ended, last.running, last.doing], ["done", [], "Done"]);
});

/** How a run ends, and what it says then. */
const ENDS: [how: NonNullable<AtWork["ended"]>, abort: boolean][] = [
  ["stopped", true],
  ["failed", false],
];

for (const [how, abort] of ENDS) {
  Deno.test(`a run that does not run through says that it ${how}`, async () => {
    await using folder = await newFolder();
    const interrupt = new AbortController();
    {
      await using _announcement = await announce(folder.path, {
        ...options,
        signal: interrupt.signal,
      });
      if (abort) interrupt.abort();
    }
    assert.equal((await said(folder.path, () => true)).ended, how);
  });
}

Deno.test("a shard says its part of the estimate, which is of all", async () => {
  await using folder = await newFolder();
  await using announcement = await announce(folder.path, {
    ...options,
    shard: { at: 2, of: 4 },
  });
  announcement.hear({ kind: "planned", model: "small", jobs: fits.slice(0, 1), card: null });
  const { shard, coming } = await said(folder.path, ({ model }) => model !== null);
  assert.deepEqual([shard, coming], ["2/4", [{ model: "large", seconds: 125 }]]);
  const { jobs } = await plannedIn(folder.path);
  assert.deepEqual(jobs.map(({ likelySeconds }) => likelySeconds), [3]);
});

Deno.test("a model without a job of this shard leaves the plan its code", async () => {
  await using folder = await newFolder();
  await using announcement = await announce(folder.path, options);
  announcement.hear(events[0]);
  announcement.hear({ kind: "planned", model: "large", jobs: [], card: "a card" });
  await said(folder.path, ({ model }) => model === "large");
  const { codeSha256, jobs } = await plannedIn(folder.path);
  assert.deepEqual([codeSha256, jobs.length], ["code", 3]);
});

Deno.test("a run forgets its own that ended and those long dead, and leaves others'", async () => {
  await using folder = await newFolder();
  const place = atWorkFolder(folder.path);
  await Deno.mkdir(place);
  const own = { host: hostname(), ended: "done" } as const;
  await writeAtWork(place, { id: "before", atWork: atWork(own) });
  await writeAtWork(place, { id: "shard", atWork: atWork({ ...own, shard: "1/2" }) });
  await writeAtWork(place, { id: "alive", atWork: atWork() });
  await writeAtWork(place, { id: "dead", atWork: atWork() });
  const longAgo = Date.now() / 1000 - 7200;
  await Deno.utime(join(place, "dead.json"), longAgo, longAgo);
  await Deno.writeTextFile(join(place, "dead.json.1.tmp"), "{");
  await Deno.utime(join(place, "dead.json.1.tmp"), longAgo, longAgo);
  await using _announcement = await announce(folder.path, options);
  const ids = (await atWorkFiles(place)).map(({ id }) => id);
  assert.deepEqual(ids, ["alive", "shard", `${hostname()}-${Deno.pid}`].sort());
  const names = await Array.fromAsync(Deno.readDir(place), ({ name }) => name);
  assert.deepEqual(names.filter((name) => name.endsWith(".tmp")), []);
});

Deno.test("a run leaves the old plan of a process that lives, and none of one long dead", async () => {
  await using folder = await newFolder();
  const place = atWorkFolder(folder.path);
  await Deno.mkdir(place);
  for (const id of ["alive", "dead"]) {
    await writeAtWork(place, { id, planned: { codeSha256: null, card: null, jobs: [] } });
    await writeAtWork(place, { id, atWork: atWork() });
  }
  const longAgo = Date.now() / 1000 - 7200;
  for (const name of ["alive.jobs.json", "dead.jobs.json", "dead.json"]) {
    await Deno.utime(join(place, name), longAgo, longAgo);
  }
  await using _announcement = await announce(folder.path, options);
  const names = await Array.fromAsync(Deno.readDir(place), ({ name }) => name);
  const others = names.filter((name) => /^(alive|dead)/.test(name));
  assert.deepEqual(others.sort(), ["alive.jobs.json", "alive.json"]);
});

Deno.test("a place that takes no files costs a run nothing but one line", async () => {
  await using folder = await newFolder();
  // A file where the folder should be: whoever runs this, root too, is refused.
  await Deno.writeTextFile(atWorkFolder(folder.path), "");
  const lines: string[] = [];
  {
    await using announcement = await announce(folder.path, {
      ...options,
      onUnheard: (line) => lines.push(line),
    });
    events.forEach(announcement.hear);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.equal(lines.length, 1);
  assert.match(lines[0], /^Cannot say what this run does, "deno task watch" shows what is stored /);
});
