import assert from "node:assert/strict";
import { join } from "node:path";
import type { ModelSession } from "../../src/harness/model_session.ts";
import { type JobGroup, NotRun, runJobs, unlimited } from "../../src/harness/run_jobs.ts";
import { openStore } from "../../src/records/store.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { fitsOf, newFolder } from "./_small_run.ts";

const session = { stop() {} } as ModelSession;
const openSession = () => Promise.resolve(session);

Deno.test("runJobs() computes what the store lacks, in the order that is asked for", async () => {
  await using folder = await newFolder();
  const store = await openStore(join(folder.path, "store"));
  await store.put(record("had"));
  const ran: string[][] = [];
  const groups = [["had"], ["a", "had"], ["b"]].map((names) =>
    group(names, (keys) => ran.push(keys))
  );
  const reasons = await runJobs(groups, {
    store,
    openSession,
    clock: unlimited,
    nextGroup: (waiting) => Promise.resolve(waiting.at(-1)!),
  });
  assert.deepEqual(ran, [[keyIn("b")], [keyIn("a")]]);
  assert.equal(reasons.size, 0);
});

Deno.test("runJobs() goes on after a group that fails, and after one that cannot begin", async () => {
  await using folder = await newFolder();
  const store = await openStore(join(folder.path, "store"));
  const failed: string[] = [];
  const ran: string[][] = [];
  const reasons = await runJobs([
    group(["a"], () => {
      throw new Error("the engine is gone");
    }),
    group(["b"], () => {
      throw new NotRun("its fit has not run");
    }),
    group(["c"], (keys) => ran.push(keys)),
  ], {
    store,
    openSession,
    clock: unlimited,
    onFailed: (_, reason) => failed.push(reason),
  });
  assert.deepEqual([...reasons], [
    [keyIn("a"), "the engine is gone"],
    [keyIn("b"), "its fit has not run"],
  ]);
  // What waits for a fit is no failure.
  assert.deepEqual(failed, ["the engine is gone"]);
  assert.deepEqual(ran, [[keyIn("c")]]);
});

Deno.test("runJobs() begins nothing once its time is spent, and stops what runs when it ends", async () => {
  await using folder = await newFolder();
  const store = await openStore(join(folder.path, "store"));
  let left = 2.01;
  let saves = 0;
  const stopped = Promise.withResolvers<void>();
  const stopping = { stop: () => stopped.resolve() } as ModelSession;
  const begun: string[] = [];
  await runJobs([
    {
      ...group(["a"], () => {}),
      begin: (keys) => begun.push(...keys),
      async run(_, open) {
        await open();
        left = 0;
        await stopped.promise;
      },
    },
    { ...group(["b"], () => {}), begin: (keys) => begun.push(...keys) },
  ], {
    store,
    openSession: () => {
      left = 0.01;
      return Promise.resolve(stopping);
    },
    clock: { secondsLeft: () => left, save: () => Promise.resolve(void saves++) },
  });
  assert.deepEqual(begun, [keyIn("a")]);
  assert.equal(saves, 1);
});

const keyIn = (name: string) => fitsOf([name])[0].key;

function group(names: readonly string[], run: (keys: string[]) => void): JobGroup {
  return {
    title: names.join(),
    keys: names.map(keyIn),
    async run(keys, open) {
      await open();
      run([...keys]);
    },
  };
}

function record(name: string): JobRecord {
  const [{ key, job }] = fitsOf([name]);
  return { key, job, command: "a test", warnings: [], outcome: "wrong", want: "1", got: "2" };
}
