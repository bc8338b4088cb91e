/** `deno task reproduce --shard` as two machines run it, and what their stores come to. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { ClaimVerdict } from "../../src/records/record.ts";
import { newFolder, runTask } from "./_run_task.ts";

// Claim k watches solutions of fits: jobs that rest on others, which may be of another shard.
const ARGS = ["--profile", "smoke", "--claims", "K,T1-one-token-one"];

Deno.test("two shards merged give the records of one undisturbed run, bit for bit", async () => {
  await using folder = await newFolder();
  const surroundings = { cacheFolder: join(folder.path, "cache") };
  const at = (name: string) => join(folder.path, name);
  const reproduce = (...args: string[]) => runTask("reproduce", [...ARGS, ...args], surroundings);
  const ended = await Promise.all([
    reproduce("--out", at("whole")),
    reproduce("--shard", "1/2", "--out", at("a")),
    reproduce("--shard", "2/2", "--out", at("b")),
  ]);
  for (const { code, stderr } of ended) assert.equal(code, 0, stderr);
  assert.match(ended[1].stdout, /^Shard 1 of 2: \d+ of its \d+ jobs are in the store\n/);
  await assert.rejects(Deno.stat(join(at("a"), "results.jsonl")), Deno.errors.NotFound);
  const command = "deno task reproduce --profile smoke --claims K,T1-one-token-one";
  assert.deepEqual(commandsIn(at("a")), [`${command} --shard 1/2 --out ${at("a")}`]);
  const keys = ["a", "b"].map((name) => recordsIn(join(at(name), "store")));
  assert.deepEqual(keys[0].filter((key) => keys[1].includes(key)), []);

  const merged = await runTask("store", ["import", at("b"), at("a")], surroundings);
  assert.equal(merged.code, 0, merged.stderr);
  const last = await reproduce("--out", at("a"));
  assert.equal(last.code, 0, last.stderr);
  const want = await resultsIn(at("whole"));
  assert.ok(want.length > 5 && want.some(({ job }) => job.kind === "attention"));
  const fits = want.filter(({ job }) => job.kind === "fit").length;
  assert.match(last.stderr, new RegExp(`^${fits} fits are in the store already$`, "m"));
  assert.doesNotMatch(last.stderr, /compiled in/);
  assert.deepEqual(await resultsIn(at("a")), want);
  const [claims, others] = await Promise.all([claimsIn(at("a")), claimsIn(at("whole"))]);
  assert.deepEqual(claims, others);
  for (const { key } of want.filter(({ job }) => job.kind === "fit")) {
    const solution = join("store", "solutions", `${key}.safetensors`);
    const [got, had] = ["a", "whole"].map((name) => Deno.readFileSync(join(at(name), solution)));
    assert.deepEqual(got, had);
  }
});

Deno.test("reproduce --shard of a profile that leaves the batch open says what to name", async () => {
  const ended = await runTask("reproduce", ["--profile", "paper", "--shard", "1/2"], {
    cacheFolder: "/no/such",
  });
  assert.equal(ended.code, 2);
  assert.match(ended.stderr, /^Cannot share profile "paper" between machines: it leaves --batch /);
});

function recordsIn(store: string): string[] {
  return [...Deno.readDirSync(join(store, "records"))].map(({ name }) => name);
}

/** What processes say goes on with the run. */
function commandsIn(folder: string): string[] {
  const place = join(folder, "at-work");
  return [...Deno.readDirSync(place)].filter(({ name }) => !name.endsWith(".jobs.json"))
    .map(({ name }) => JSON.parse(Deno.readTextFileSync(join(place, name))).command);
}

/** Records without their times. */
async function resultsIn(folder: string) {
  const text = await Deno.readTextFile(join(folder, "results.jsonl"));
  return text.trimEnd().split("\n").map((line) => {
    const record = JSON.parse(line);
    const { elapsedSeconds: _, stepMilliseconds: __, compileSeconds: ___, ...result } =
      record.result ?? {};
    return { ...record, result };
  });
}

async function claimsIn(folder: string): Promise<ClaimVerdict[]> {
  const claims = JSON.parse(
    await Deno.readTextFile(join(folder, "claims.json")),
  ) as ClaimVerdict[];
  return claims.filter(({ basis }) => basis !== "time");
}
