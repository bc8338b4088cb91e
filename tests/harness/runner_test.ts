import assert from "node:assert/strict";
import { join } from "node:path";
import type { ModelSession } from "../../src/harness/model_session.ts";
import { openStore } from "../../src/records/store.ts";
import type { FitResult, JobRecord } from "../../src/records/record.ts";
import { type RunEvent, type RunOptions, runPlan } from "../../src/harness/runner.ts";
import {
  fitsOf,
  type Folder,
  newFolder,
  openSmallSession,
  planOf,
  runOptions,
  solutionsIn,
} from "./_small_run.ts";

const texts = ["one", "two", "six"];
const plan = planOf(fitsOf(texts), [{ tokens: 3, repetitions: 3 }]);

Deno.test("runPlan() fits every text, reads it back, and times as many as it was asked for", async () => {
  await using folder = await newFolder();
  const throughput = [{ tokens: 3, repetitions: 3, texts: 2 }];
  const records = await runPlan({ ...plan, throughput }, await runOptions(folder.path));
  assert.deepEqual(outcomes(records), [1, 2, 3, 4, 5].map(() => "measured"));
  assert.deepEqual(
    records.slice(3).map(({ job }) => job.kind === "throughput" && job.text.id),
    texts.slice(0, 2),
  );
  for (const [i, text] of texts.entries()) {
    const { result } = records[i] as JobRecord & { result: FitResult };
    assert.equal(result.text, text);
    assert.equal(result.reconstruction, text);
    assert.ok(result.informationNats > 0);
    assert.ok(result.elapsedSeconds > 0);
  }
  assert.equal(Object.keys(await solutionsIn(folder.path)).length, 3);
  assert.deepEqual(await filesIn(folder, "checkpoints"), []);
});

Deno.test("runPlan() a second time opens no model and gives the same records", async () => {
  await using folder = await newFolder();
  const first = await runPlan(plan, await runOptions(folder.path));
  const events: RunEvent[] = [];
  const second = await runPlan(
    plan,
    await runOptions(folder.path, {
      openSession: () => Promise.reject(new Error("the model was opened")),
      onEvent: (event) => events.push(event),
    }),
  );
  assert.deepEqual(second, first);
  assert.deepEqual(events, [{ kind: "reused", records: 3 }]);
});

Deno.test("runPlan() measures anew what was harmed, and nothing else", async () => {
  await using folder = await newFolder();
  const first = await runPlan(plan, await runOptions(folder.path));
  const [a, b, c] = plan.fits.map(({ key }) => key);
  const store = join(folder.path, "store");
  await Deno.writeTextFile(join(store, "records", `${a}.json`), "{");
  await Deno.remove(join(store, "solutions", `${b}.safetensors`));
  const fitted: string[] = [];
  const second = await runPlan(
    plan,
    await runOptions(folder.path, {
      onEvent: (event) => {
        if (event.kind === "session" && event.event.kind === "fitted") {
          fitted.push(event.event.fitted.task.id);
        }
      },
    }),
  );
  assert.deepEqual(fitted.sort(), [a, b].sort());
  assert.deepEqual(second[2], first[2]);
  assert.equal(first[2].key, c);
  assert.deepEqual(second.map(said), first.map(said));
});

Deno.test("runPlan() measures a fit anew whose solution was harmed, to the same bits", async () => {
  await using folder = await newFolder();
  const few = planOf(fitsOf(["one", "two"], { batch: 1 }));
  const first = await runPlan(few, await runOptions(folder.path));
  const before = await solutionsIn(folder.path);
  const name = `${few.fits[1].key}.safetensors`;
  const path = join(folder.path, "store", "solutions", name);
  for (const harmed of [before[name].slice(0, 100), before[name].slice().fill(0xff, -8)]) {
    await Deno.writeFile(path, harmed);
    const lines: string[] = [];
    const store = await openStore(join(folder.path, "store"), {
      onHarmed: (line) => lines.push(line),
    });
    const again = await runPlan(few, await runOptions(folder.path, { store }));
    assert.deepEqual(again.map(said), first.map(said));
    assert.deepEqual(await solutionsIn(folder.path), before);
    assert.equal(lines.length, 1);
    assert.ok(lines[0].startsWith(`Taken for absent: ${path}: `), lines[0]);
  }
});

Deno.test("runPlan() with its budget spent runs nothing and says why", async () => {
  await using folder = await newFolder();
  const records = await runPlan(
    plan,
    await runOptions(folder.path, {
      budgetSeconds: 0,
      openSession: () => Promise.reject(new Error("the model was opened")),
    }),
  );
  assert.deepEqual(reasons(records), [
    ...texts.map(() =>
      "not started: the budget of 0 s is spent; go on with --budget and more seconds"
    ),
    "no fit of 3 tokens came out exact, so there is none to time",
  ]);
});

Deno.test("runPlan() counts a budget over all runs of a store", async () => {
  await using folder = await newFolder();
  const long = planOf(endless("a fit that does not end"));
  const options = { budgetSeconds: 3 };
  const first = await runPlan(long, await runOptions(folder.path, options));
  assert.match(reasons(first)[0]!, /^stopped at step \d+: the budget of 3 s is spent/);
  const again = await runPlan(
    long,
    await runOptions(folder.path, {
      ...options,
      openSession: () => Promise.reject(new Error("the model was opened")),
    }),
  );
  assert.deepEqual(again, first);
  const steps = stepsOf(first);
  const more = await runPlan(long, await runOptions(folder.path, { budgetSeconds: 6 }));
  assert.ok(stepsOf(more) > steps, `${stepsOf(more)} steps after ${steps}`);
});

Deno.test("runPlan() takes a budget longer than a timer can wait", async () => {
  await using folder = await newFolder();
  const records = await runPlan(
    planOf(fitsOf(["one"])),
    await runOptions(folder.path, { budgetSeconds: 1e7 }),
  );
  assert.deepEqual(outcomes(records), ["measured"]);
});

Deno.test("runPlan() goes on with other groups when one fails, and says why it is missing", async () => {
  await using folder = await newFolder();
  const events: RunEvent[] = [];
  const failing = planOf([...fitsOf(["far too long".repeat(30)]), ...fitsOf(["one"])]);
  const records = await runPlan(
    failing,
    await runOptions(folder.path, { onEvent: (event) => events.push(event) }),
  );
  assert.deepEqual(outcomes(records), ["not run", "measured"]);
  assert.match(reasons(records)[0]!, /^Cannot run 360 tokens: the model's context is 256/);
  assert.equal(events.filter(({ kind }) => kind === "failed").length, 1);
});

Deno.test("runPlan() ends without a crash when the store cannot be written", async () => {
  await using folder = await newFolder();
  const options = await runOptions(folder.path);
  const full = () => Promise.reject(new Error("Cannot write: the disk is full"));
  const records = await runPlan(planOf(fitsOf(["one", "two"])), {
    ...options,
    store: { ...options.store, putSolution: full },
  });
  assert.deepEqual(reasons(records), [
    "Cannot write: the disk is full",
    "Cannot write: the disk is full",
  ]);
});

/** When the run is told to stop, and what is left to go on from. */
const stops: [string, (event: RunEvent) => boolean, checkpoints: number][] = [
  ["before the model is opened", ({ kind }) => kind === "reused", 0],
  ["while the model opens", ({ kind }) => kind === "group", 0],
  ["while fitting", (event) => event.kind === "session" && event.event.kind === "step", 2],
];

for (const [when, at, checkpoints] of stops) {
  Deno.test(`runPlan() stopped ${when} ends there and leaves what it has`, async () => {
    await using folder = await newFolder();
    const stop = new AbortController();
    const long = planOf(endless("first", "other"));
    const run = runPlan(
      long,
      await runOptions(folder.path, {
        signal: stop.signal,
        onEvent: (event) => at(event) && stop.abort(),
      }),
    );
    await assert.rejects(run, { name: "AbortError" });
    assert.equal((await filesIn(folder, "checkpoints")).length, checkpoints);
    assert.deepEqual(await filesIn(folder, "records"), []);
  });
}

Deno.test("runPlan() closes its session, also when it throws", async () => {
  for (const fails of [false, true]) {
    await using folder = await newFolder();
    let closed = 0;
    const openSession = async (): Promise<ModelSession> => {
      const session = await openSmallSession();
      return { ...session, [Symbol.dispose]: () => (closed++, session[Symbol.dispose]()) };
    };
    const options: RunOptions = await runOptions(folder.path, {
      openSession,
      onEvent: ({ kind }) => {
        if (fails && kind === "timing") throw new Error("no more");
      },
    });
    await runPlan(plan, options).catch((error) => assert.equal(error.message, "no more"));
    assert.equal(closed, 1);
  }
});

/** Fits that the paper's recipe will not finish while a test waits. */
function endless(...texts: string[]) {
  return fitsOf(texts, { recipe: "paper", maxSteps: 10_000_000 });
}

const outcomes = (records: readonly JobRecord[]) => records.map(({ outcome }) => outcome);

const reasons = (records: readonly JobRecord[]) =>
  records.map((record) => record.outcome === "not run" ? record.reason : null);

const stepsOf = (records: readonly JobRecord[]) =>
  Number(reasons(records)[0]!.match(/stopped at step (\d+)/)![1]);

/** A record without its times. */
function said(record: JobRecord) {
  if (record.outcome !== "measured" || record.job.kind !== "fit") return record;
  const { elapsedSeconds: _, stepMilliseconds: __, compileSeconds: ___, ...rest } = record
    .result as FitResult;
  return rest;
}

async function filesIn({ path }: Folder, kind: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(join(path, "store", kind))) names.push(name);
  return names;
}
