/** A worker at work, in this process, on the small model. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { work, type WorkEvent, type WorkOptions } from "../../src/queue/work.ts";
import { makeSubmission } from "../../src/queue/submission.ts";
import { submit } from "../../src/queue/submit.ts";
import { drain } from "../../src/queue/steer.ts";
import { readEnded, readProgress } from "../../src/queue/read_queue.ts";
import type { Boss } from "../../src/queue/boss.ts";
import type { Profile } from "../../src/harness/profile.ts";
import type { ArrangementName } from "../../src/proto/mod.ts";
import { keptFiles, keptPath } from "../../src/records/kept_files.ts";
import type { TextRecord } from "../../src/text/mod.ts";
import { newFolder, ready, tokenizer } from "../harness/_small_run.ts";
import { bossAt, endLeases, ranIn, serverForTests, states, submission, test } from "./_queue.ts";

const server = serverForTests();
// Of eight tokens: at lengths that no vector of the processor divides, the place in a batch decides bits.
const words = ["one fox.", "two jams", "six dogs", "ten cats", "the owl."];

test("a worker's store is that of a run without a queue, to the bit", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await using queued = await newFolder();
  await using alone = await newFolder();
  const { plan } = await submitSmall(boss);
  await ranIn(alone.path, plan.fits);
  const events: WorkEvent[] = [];
  await work(small(boss, { folder: queued.path, onEvent: (event) => events.push(event) }));
  assert.deepEqual(await states(boss), { completed: 5 });
  assert.equal((await readEnded(boss.database)).length, 5);
  for (const { key } of plan.fits) {
    const [a, b] = await Promise.all([queued, alone].map(async ({ path }) => {
      const kept = await keptFiles(join(path, "store")).record(key);
      assert.ok(kept !== null && "value" in kept);
      return JSON.stringify(
        kept.value,
        (name, value) => /elapsedSeconds|Milliseconds|compileSeconds/.test(name) ? 0 : value,
      );
    }));
    assert.equal(a, b);
    const [c, d] = [queued, alone].map(({ path }) =>
      Deno.readFileSync(join(path, "store", "solutions", `${key}.safetensors`))
    );
    assert.deepEqual(c, d);
  }
  assert.equal(events.filter(({ kind }) => kind === "ended").length, 5);
});

test("what a store has already ends its job without being computed", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await using folder = await newFolder();
  const { plan } = await submitSmall(boss);
  const records = await ranIn(folder.path, plan.fits.slice(0, 2));
  const before = await readWhole(folder.path, records[0].key);
  await work(small(boss, { folder: folder.path }));
  assert.equal((await readEnded(boss.database)).length, 5);
  // Its times are still those of the run that measured it.
  assert.equal(await readWhole(folder.path, records[0].key), before);
});

test("a drained worker gives its jobs back, with their checkpoints", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await using folder = await newFolder();
  await submitSmall(boss, endless);
  const interrupt = new AbortController();
  const ending = work(small(boss, {
    folder: folder.path,
    signal: interrupt.signal,
    checkpointSeconds: 0.2,
    untilEmpty: false,
  }));
  const checkpoints = join(folder.path, "store", "checkpoints");
  let over = false;
  ending.catch(() => {}).finally(() => over = true);
  while (!over && await filesIn(checkpoints) === 0) {
    await new Promise((end) => setTimeout(end, 20));
  }
  interrupt.abort(new DOMException("interrupted", "AbortError"));
  await assert.rejects(ending, { name: "AbortError" });
  assert.deepEqual(await states(boss), { retry: 1 });
  assert.equal(await filesIn(checkpoints), 1);
  assert.deepEqual(await boss.database.rows(`select * from onepass.running`), []);
  assert.deepEqual(await boss.database.rows(`select state from onepass.workers`), [{
    state: "ended",
  }]);
});

test("a late worker's jobs are ended once, by whoever took them over", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await using a = await newFolder();
  await using b = await newFolder();
  await submitSmall(boss);
  const events: WorkEvent[] = [];
  let over: Promise<void> | undefined;
  await work(small(boss, {
    folder: a.path,
    // No beat comes, as in a process that is held up.
    beatSeconds: 3600,
    onEvent(event) {
      events.push(event);
      if (event.kind !== "group" || over !== undefined) return;
      over = (async () => {
        await endLeases(boss);
        await work(small(boss, { folder: b.path }));
      })();
    },
  }));
  await over;
  assert.deepEqual(await states(boss), { completed: 5 });
  assert.equal((await readEnded(boss.database)).length, 5);
  const ended = events.filter(({ kind }) => kind === "ended").length;
  const refused = events.filter(({ kind }) => kind === "fenced").length;
  assert.ok(refused > 0, "nothing came late");
  assert.equal(await filesIn(join(a.path, "store", "records")), ended);
});

test("a fit that cannot run fails alone, the others of its batch end", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await using folder = await newFolder();
  const { plan } = await submitSmall(boss);
  await refuse(plan.fits[0].key, boss);
  const events: WorkEvent[] = [];
  await work(small(boss, { folder: folder.path, onEvent: (event) => events.push(event) }));
  assert.deepEqual(await states(boss), { completed: 4, failed: 1 });
  const [{ failed, ended }] = await readProgress(boss.database);
  assert.deepEqual({ failed, ended }, { failed: 1, ended: 4 });
  assert.ok(events.some((event) => event.kind === "failed" && /not this one/.test(event.reason)));
});

test("jobs of a model that cannot be had here are left to others, and said to be", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await using folder = await newFolder();
  await submitSmall(boss);
  const events: WorkEvent[] = [];
  await work(small(boss, {
    folder: folder.path,
    prepare: () => Promise.reject(new Error("there is no such model")),
    onEvent: (event) => events.push(event),
  }));
  assert.deepEqual(await states(boss), { created: 5 });
  assert.ok(
    events.some((event) => event.kind === "unable" && /no such model/.test(event.reason)),
  );
});

test("jobs that this machine plans otherwise are given back and left to others", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await using folder = await newFolder();
  await submitSmall(boss);
  const events: WorkEvent[] = [];
  await work(small(boss, {
    folder: folder.path,
    prepare: () =>
      Promise.resolve({ ready: { ...ready, weightsSha256: "other weights" }, tokenizer }),
    onEvent: (event) => events.push(event),
  }));
  assert.deepEqual(await states(boss), { retry: 5 });
  assert.ok(events.some(({ kind }) => kind === "foreign"));
});

test("a worker that the queue drains ends as one that has nothing left", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await using folder = await newFolder();
  await submitSmall(boss, endless);
  const events: WorkEvent[] = [];
  await work(small(boss, {
    folder: folder.path,
    onEvent(event) {
      events.push(event);
      if (event.kind === "group") void drain(boss.database);
    },
  }));
  assert.ok(events.some(({ kind }) => kind === "drain"));
  assert.deepEqual(await states(boss), { retry: 1 });
});

test("a worker whose folder fails it gives its jobs back, none is to blame", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await using folder = await newFolder();
  await submitSmall(boss);
  await Deno.mkdir(join(folder.path, "store"));
  await Deno.writeTextFile(join(folder.path, "store", "solutions"), "no folder");
  await assert.rejects(work(small(boss, { folder: folder.path })), { name: "StoreTrouble" });
  assert.deepEqual(await states(boss), { retry: 5 });
  assert.deepEqual(await boss.database.rows(`select * from onepass.errors`), []);
});

test("a file of a worker's that cannot be read is to no job's blame", async () => {
  for (const kind of ["records", "checkpoints"] as const) {
    await using boss = await bossAt(await server.freshUrl());
    await using folder = await newFolder();
    const { plan: { fits: [{ key }] } } = await submitSmall(boss);
    const path = keptPath(join(folder.path, "store"), { kind, key });
    await Deno.mkdir(dirname(path), { recursive: true });
    // A link to itself: it is there, and whoever opens it gets an error.
    await Deno.symlink(path, path);
    await assert.rejects(work(small(boss, { folder: folder.path })), { name: "StoreTrouble" });
    assert.deepEqual(await states(boss), { retry: 5 });
    assert.deepEqual(await boss.database.rows(`select * from onepass.errors`), []);
  }
});

test("a stored result that the queue does not take fails its job alone", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await using folder = await newFolder();
  const { plan } = await submitSmall(boss);
  await ranIn(folder.path, plan.fits);
  const [{ key }] = plan.fits;
  await refuse(key, boss);
  const events: WorkEvent[] = [];
  await work(small(boss, { folder: folder.path, onEvent: (event) => events.push(event) }));
  assert.deepEqual(await states(boss), { completed: 4, failed: 1 });
  const failed = events.flatMap((event) => event.kind === "failed" ? event.keys : []);
  assert.deepEqual(failed, [key, key, key]);
});

test("jobs that could not be announced are let go: their leases end", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await using folder = await newFolder();
  await submitSmall(boss);
  const { database } = boss;
  const interrupt = new AbortController();
  let outages = 0;
  let freed: Promise<number> | undefined;
  const leftAlone = async () => {
    const seen = () => database.rows(`select last_seen from onepass.workers`);
    await database.rows(
      `update onepass_boss.job set heartbeat_on = now() - interval '59 s' where state = 'active'`,
    );
    for (let beats = 0; beats < 2; beats++) {
      const before = JSON.stringify(await seen());
      while (JSON.stringify(await seen()) === before) await sleep(10);
    }
    const [{ age }] = await database.rows<{ age: number }>(
      `select min(extract(epoch from now() - heartbeat_on))::float8 as age
       from onepass_boss.job where state = 'active'`,
    );
    if (age < 59) interrupt.abort();
    else await endLeases(boss);
    return age;
  };
  const working = work(small({
    ...boss,
    database: {
      ...database,
      rows(text, values) {
        if (!text.startsWith("insert into onepass.running") || outages++ > 0) {
          return database.rows(text, values);
        }
        return Promise.reject(Object.assign(new Error("shutting down"), { code: "57P01" }));
      },
    },
  }, {
    folder: folder.path,
    signal: interrupt.signal,
    onEvent(event) {
      if (event.kind === "trouble") freed ??= leftAlone();
    },
  }));
  await working.catch(() => {});
  assert.ok(await freed! >= 59, `leases were renewed ${await freed} s ago`);
  assert.deepEqual(await states(boss), { completed: 5 });
});

test("the server of these tests ends", server.stop);

/** One vector says one token N times, so that this text comes back whole on no machine, however fast. */
const endless = { maxSteps: 100_000, text: "~{}|#@%^", arrangement: "[e]×N" } as const;

/** Fits of five texts, as a profile asks for them. */
async function submitSmall(
  boss: Boss,
  { maxSteps = 600, text, arrangement = "[e][m]×(N−1)" }: {
    readonly maxSteps?: number;
    readonly text?: string;
    readonly arrangement?: ArrangementName;
  } = {},
) {
  const all = text === undefined ? words : [text];
  const tokens = all[0].length;
  const profile: Profile = {
    ...submission.profile,
    fits: [{
      recipe: "open",
      arrangement,
      source: "written",
      texts: all.length,
      tokens: [tokens],
      seeds: [1],
      maxSteps,
    }],
  };
  const supplied = all.map((text): TextRecord => ({
    id: text,
    source: "written",
    licence: "none",
    sha256: "none",
    text,
  }));
  const made = await makeSubmission({ ...submission, profile }, {
    ready,
    tokenizer,
    starts: new Map(),
    sources: {
      supply: ({ count }) => Promise.resolve(supplied.slice(0, count)),
      generate: () => Promise.reject(new Error("nothing is generated")),
    },
  });
  await submit(made, boss, { leaseSeconds: 60 });
  return made;
}

/** Has the database take no result of a job. */
async function refuse(key: string, { database }: Boss): Promise<void> {
  await database.rows(
    `create function refuse() returns trigger language plpgsql as $$
     begin if new.key = '${key}' then raise exception 'not this one'; end if;
     return new; end $$;
     create trigger refuse before insert on onepass.results
       for each row execute function refuse();`,
  );
}

/** A worker that has the small model and ends where nothing is left. */
function small(
  boss: Boss,
  changes: Partial<WorkOptions> & Pick<WorkOptions, "folder">,
): WorkOptions {
  return {
    boss,
    facts: {
      host: "here",
      pid: 1,
      engine: "onnxruntime",
      device: "cpu",
      codeSha256: "code",
    },
    shared: false,
    prepare: () => Promise.resolve({ ready, tokenizer }),
    untilEmpty: true,
    beatSeconds: 0.2,
    pollSeconds: 0.1,
    signal: new AbortController().signal,
    onEvent: () => {},
    ...changes,
  };
}

async function filesIn(folder: string): Promise<number> {
  try {
    return [...Deno.readDirSync(folder)].filter(({ name }) => !name.endsWith(".tmp")).length;
  } catch {
    await Promise.resolve();
    return 0;
  }
}

async function readWhole(folder: string, key: string): Promise<string> {
  return await Deno.readTextFile(join(folder, "store", "records", `${key}.json`));
}
