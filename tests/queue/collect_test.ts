/** Results that are in the database and not in a store, whoever died in between. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Boss } from "../../src/queue/boss.ts";
import { claimJobs, nextGroup } from "../../src/queue/claim.ts";
import { collect } from "../../src/queue/collect.ts";
import { finishJob } from "../../src/queue/finish_job.ts";
import { openStore } from "../../src/records/store.ts";
import { fitsOf, newFolder } from "../harness/_small_run.ts";
import { able, bossAt, planOf, ranIn, serverForTests, submitted, test } from "./_queue.ts";

const server = serverForTests();

test("a result whose worker died before it wrote a file is collected, byte for byte", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await using folder = await newFolder();
  const { fits, store } = await ended(boss, folder.path);
  const want = await filesIn(store, fits.map(({ key }) => key));
  // One is lost whole, one has but its solution, one is harmed, one still has its checkpoint.
  const [a, b, c, d] = fits.map(({ key }) => key);
  for (const file of [`records/${a}.json`, `solutions/${a}.safetensors`, `records/${b}.json`]) {
    await Deno.remove(join(store, file));
  }
  await Deno.writeTextFile(join(store, `records/${c}.json`), "{");
  const taken = await collect(boss.database, { folder: store });
  assert.deepEqual(taken, { added: 3, there: 1, harmed: [] });
  assert.deepEqual(await filesIn(store, [a, b, c, d]), want);
  assert.deepEqual(await collect(boss.database, { folder: store }), {
    added: 0,
    there: 4,
    harmed: [],
  });
  const names = [...Deno.readDirSync(store)].map(({ name }) => name).sort();
  assert.deepEqual(names.filter((name) => name.endsWith(".tmp")), []);
});

test("a result that was changed in the database is named, taken out, and measured anew", async () => {
  await using boss = await bossAt(await server.freshUrl());
  await using folder = await newFolder();
  const { fits } = await ended(boss, folder.path);
  const [a, b, c] = fits.map(({ key }) => key).sort();
  const { database } = boss;
  await database.rows(
    `update onepass.results set solution = set_byte(solution, length(solution) - 1, 77)
       where key = $1`,
    [a],
  );
  await database.rows(
    `update onepass.results set record = replace(record, '"outcome":"measured"', '"outcome":"wrong"')
       where key = $1`,
    [b],
  );
  await database.rows(`update onepass.results set solution = null where key = $1`, [c]);
  await using other = await newFolder();
  const { added, there, harmed } = await collect(database, { folder: other.path });
  assert.deepEqual([added, there], [1, 0]);
  assert.deepEqual(harmed.map(({ key }) => key), [a, b, c]);
  assert.match(harmed[0].fault, /sha256/);
  assert.match(harmed[1].fault, /sha256/);
  assert.match(harmed[2].fault, /its solution is missing/);
  const store = await openStore(other.path);
  for (const key of [a, b, c]) assert.equal(await store.get(key), null);
  assert.deepEqual(await submitted(boss, planOf(fits)), { added: 0, there: 1, again: 3 });
});

test("the server of these tests ends", server.stop);

/** Fits that have run, with their files in a store and their results in the queue. */
async function ended(boss: Boss, folder: string) {
  const fits = fitsOf(["one", "two", "six", "ten"], { maxSteps: 20 });
  const records = await ranIn(folder, fits);
  await submitted(boss, planOf(fits));
  const group = (await nextGroup(able(), boss))!;
  const store = join(folder, "store");
  for (const job of await claimJobs(group, boss)) {
    const record = records.find(({ key }) => key === job.key)!;
    const solution = await Deno.readFile(join(store, "solutions", `${job.key}.safetensors`));
    await finishJob({ record, solution }, {
      boss,
      worker: crypto.randomUUID(),
      queue: group.queue,
      job,
    });
  }
  return { fits, store };
}

async function filesIn(store: string, keys: readonly string[]) {
  return await Promise.all(keys.map(async (key) => [
    await Deno.readFile(join(store, "records", `${key}.json`)),
    await Deno.readFile(join(store, "solutions", `${key}.safetensors`)),
  ]));
}
