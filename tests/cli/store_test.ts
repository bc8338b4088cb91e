/** `deno task store` as a user runs it. */
import assert from "node:assert/strict";
import { join } from "node:path";
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
