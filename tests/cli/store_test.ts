/** `deno task store` as a user runs it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { keyOf } from "../../src/records/canonical.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { openStore } from "../../src/records/store.ts";
import { fitsOf } from "../harness/_small_run.ts";
import { assertClear, newFolder, runTask } from "./_run_task.ts";

const [{ key, job }] = fitsOf(["some text"]);

Deno.test("store verify ends with 1 where a file is harmed, export leaves it out, import says so", async () => {
  await using folder = await newFolder();
  const surroundings = { cacheFolder: folder.path };
  const at = join(folder.path, "run");
  const store = await openStore(join(at, "store"));
  await store.put({
    ...{ key, job, command: "a test", warnings: [], outcome: "not run", reason: "a test" },
  });
  const sound = await runTask("store", ["verify", at], surroundings);
  assert.equal(sound.code, 0, sound.stderr);
  assert.equal(
    sound.stdout,
    "1 records are of code code: evidence of that version, which this one computes anew\n" +
      "1 files are as they were written\n",
  );
  const out = join(folder.path, "s.zip");
  const [exported, shown] = await Promise.all([
    runTask("store", ["export", at, "--out", out], surroundings),
    runTask("store", ["show", key.slice(0, 8), at], surroundings),
  ]);
  assert.deepEqual([exported.code, exported.stdout], [0, `${out}\n`]);
  assert.ok(shown.stdout.startsWith(`${key}\n`), shown.stdout + shown.stderr);
  const path = join(at, "store", "records", `${key}.json`);
  await Deno.truncate(path, 50);
  const [harmed, imported, listed] = await Promise.all([
    runTask("store", ["verify", at], surroundings),
    runTask("store", ["import", out, join(folder.path, "new")], surroundings),
    runTask("store", ["ls", join(folder.path, "none")], surroundings),
  ]);
  assertClear(harmed, /^1 files of 1 count as absent, /);
  assert.deepEqual([harmed.code, harmed.stdout], [1, `${path}: it is not JSON\n`]);
  assert.match(imported.stderr, /^1 files added, 0 were there already\n$/);
  const taken = await (await openStore(join(folder.path, "new", "store"))).get(key);
  assert.equal(taken?.outcome, "not run");
  assertClear(listed, /^Cannot find a run store in ".*none": [^\n]*\n$/);
  assert.equal(listed.code, 2);
});

Deno.test("store gc says what would go, and removes it when told to", async () => {
  await using folder = await newFolder();
  const store = await openStore(join(folder.path, "store"));
  await store.put({
    ...{ key, job, command: "a test", warnings: [], outcome: "not run", reason: "a test" },
  });
  const path = join(folder.path, "store", "checkpoints", `${key}.safetensors`);
  await Deno.writeTextFile(path, "of a fit that has ended since");
  const gc = (...flags: string[]) =>
    runTask("store", ["gc", folder.path, ...flags], { cacheFolder: folder.path });
  for (const flags of [[], ["--dry-run"]]) {
    const said = await gc(...flags);
    assert.deepEqual([said.code, said.stdout], [0, `${path}: its fit has ended\n`]);
    assert.equal(said.stderr, "1 files would go: --remove removes them\n");
    assert.ok((await Deno.stat(path)).isFile);
  }
  assert.equal((await gc("--dry-run", "--remove")).code, 2);
  assert.equal((await gc("--remove")).stderr, "1 files are gone\n");
  await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
  assert.equal((await store.get(key))?.outcome, "not run");
});

Deno.test("reproduce says which records of its store it does not reuse, and why", async () => {
  await using folder = await newFolder();
  const at = join(folder.path, "run");
  const store = await openStore(join(at, "store"));
  await store.put({
    ...{ key, job, command: "a test", warnings: [], outcome: "not run", reason: "a test" },
  });
  const args = ["--profile", "smoke", "--claims", "K", "--shard", "1/1", "--budget", "0"];
  const ended = await runTask("reproduce", [...args, "--out", at], { cacheFolder: folder.path });
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(
    ended.stderr,
    /^Not reused: 1 records of other code \(code, this is [0-9a-f]{12}\)/m,
  );
  assert.match(ended.stdout, /^Shard 1 of 1: 0 of its 4 jobs are in the store\n\d not run: /);
  assert.equal((await store.get(key))?.outcome, "not run");
});

Deno.test("reproduce says of how many jobs it has records of other code, and store show --why why", async () => {
  await using folder = await newFolder();
  const surroundings = { cacheFolder: join(folder.path, "cache") };
  const at = join(folder.path, "run");
  const args = ["--profile", "smoke", "--claims", "T1-one-token-one", "--shard", "1/1"];
  const reproduce = (...more: string[]) =>
    runTask("reproduce", [...args, ...more, "--out", at], surroundings);
  assert.equal((await reproduce()).code, 0);
  const records = join(at, "store", "records");
  const store = await openStore(join(at, "store"));
  const older: string[] = [];
  const names = (await Array.fromAsync(Deno.readDir(records))).map(({ name }) => name);
  for (const name of names) {
    // As code of another version left it: its own key, its own solution.
    const had = await store.get(name.replace(".json", ""));
    const job = { ...had!.job, codeSha256: "b".repeat(64) };
    const aged = { ...had!, job, key: keyOf(job) } as JobRecord;
    for (const [kind, ending] of [["records", ".json"], ["solutions", ".safetensors"]]) {
      const path = (key: string) => join(at, "store", kind, `${key}${ending}`);
      await Deno.rename(path(had!.key), path(aged.key));
    }
    await store.put(aged);
    older.push(aged.key);
  }
  assert.ok(older.length > 0);
  const again = await reproduce("--budget", "0");
  assert.equal(again.code, 0, again.stderr);
  const said =
    `^Not reused: ${older.length} records of other code \\(bbbbbbbbbbbb, .*"deno task store ls `;
  assert.match(again.stderr, new RegExp(said, "m"));
  const [, jobs, example] =
    /^Computed anew on tiny-llama: (\d+) jobs of which the store has records by other code; "deno task store show (\w+) /m
      .exec(again.stderr)!;
  assert.equal(Number(jobs), older.length);
  assert.deepEqual((await reproduce()).code, 0);
  const shown = await runTask("store", ["show", example, at, "--why"], surroundings);
  assert.match(
    shown.stdout,
    /^\w{64}\nIts code is bbbbbbbbbbbb, this one is \w{12}: evidence of that/,
  );
  assert.match(shown.stdout, /\n\w{64} asks the same, by other code\.\n$/);
  // What was computed beside them is reused, and they are still there.
  const last = await reproduce();
  assert.doesNotMatch(last.stderr, /Computed anew/);
  for (const key of older) assert.notEqual(await store.get(key), null);
});
