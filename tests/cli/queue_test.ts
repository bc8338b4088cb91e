/** `deno task queue` and `deno task worker` as their users run them. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type GroupProgress, readRunning, type WorkerRow } from "../../src/queue/read_queue.ts";
import { storesDiffer } from "../../src/cli/_stores_differ.ts";
import { openDatabase } from "../../src/queue/open_database.ts";
import { serverForTests, test } from "../queue/_queue.ts";
import { assertClear, newFolder, runTask, startTask } from "./_run_task.ts";

const server = serverForTests();

// Claim K watches solutions of fits: jobs that rest on others. All of lengths at which a fit's place
// in its batch does not matter.
const JOBS = ["--profile", "smoke", "--claims", "K,T1-one-token-one", "--threads", "1"];

test("two workers leave the store of one reproduce, and a last reproduce reuses all", async () => {
  await using folder = await newFolder();
  const surroundings = {
    cacheFolder: join(folder.path, "cache"),
    env: { DATABASE_URL: await server.freshUrl() },
  };
  const [shared, alone] = ["shared", "alone"].map((name) => join(folder.path, name));
  const submitted = await runTask("queue", ["submit", ...JOBS, "--out", shared], surroundings);
  assert.equal(submitted.code, 0, submitted.stderr);
  const jobs = Number(/^(\d+) jobs added$/m.exec(submitted.stdout)?.[1]);
  assert.ok(jobs > 5, submitted.stdout);
  const ended = await Promise.all([
    runTask("reproduce", [...JOBS, "--out", alone], surroundings),
    runTask("worker", ["--out", shared, "--until-empty"], surroundings),
    runTask("worker", ["--out", shared, "--until-empty"], surroundings),
  ]);
  for (const { code, stderr } of ended) assert.equal(code, 0, stderr);
  assert.deepEqual(await storesDiffer(shared, alone), []);
  const { groups, workers } = await status(surroundings);
  assert.equal(groups.reduce((sum, { ended }) => sum + ended, 0), jobs);
  assert.deepEqual(workers.map(({ state }) => state), ["ended", "ended"]);
  // A store on another machine.
  const collected = join(folder.path, "collected");
  const collect = await runTask("queue", ["collect", "--out", collected], surroundings);
  assert.match(collect.stdout, new RegExp(`^${jobs} added, 0 there already`));
  assert.deepEqual(await storesDiffer(collected, shared), []);
  const last = await runTask("reproduce", [...JOBS, "--out", collected], surroundings);
  assert.equal(last.code, 0, last.stderr);
  assert.match(last.stderr, /^\d+ fits are in the store already$/m);
  assert.doesNotMatch(last.stderr, /compiled in/);
});

test("SIGTERM drains a worker: what it had waits again, exit status 143", async () => {
  await using folder = await newFolder();
  const url = await server.freshUrl();
  const surroundings = { cacheFolder: join(folder.path, "cache"), env: { DATABASE_URL: url } };
  const jobs = ["--profile", "smoke", "--experiments", "s_convergence", "--threads", "1"];
  const submitted = await runTask("queue", ["submit", ...jobs, "--out", folder.path], surroundings);
  assert.equal(submitted.code, 0, submitted.stderr);
  const worker = startTask("worker", ["--out", folder.path], surroundings);
  const output = worker.output();
  {
    await using database = await openDatabase({ url });
    let left = false;
    void output.then(() => left = true);
    while (!left && (await readRunning(database)).length === 0) await sleep(10);
  }
  worker.kill("SIGTERM");
  const { code, stderr } = await output;
  const said = new TextDecoder().decode(stderr);
  assert.match(said, /Drained\. Nothing is lost: what was in hand is in the queue again/);
  assert.equal(code, 143, said);
  const { groups, workers } = await status(surroundings);
  assert.ok(groups.some(({ waiting }) => waiting > 0));
  assert.ok(groups.every(({ running, failed }) => running === 0 && failed === 0));
  assert.deepEqual(workers.map(({ state, jobs }) => [state, jobs]), [["ended", 0]]);
});

test("workers killed and frozen at seeded moments lose and double nothing", async () => {
  await using folder = await newFolder();
  const { code, stdout, stderr } = await runTask("chaos", [
    ...["queue", "--rounds", "1", "--seed", "4", "--harms", "5"],
    ...["--experiments", "t1_arrangements,k_attention", "--json"],
  ], { cacheFolder: folder.path });
  assert.equal(code, 0, stdout + stderr);
  const found = JSON.parse(stdout);
  assert.deepEqual(found.findings, []);
  assert.ok(found.killed > 0 && found.jobs === 24, stdout);
});

Deno.test("without a server the queue is embedded: one process at a time", async () => {
  await using folder = await newFolder();
  const surroundings = { cacheFolder: folder.path, env: { DATABASE_URL: "" } };
  const jobs = ["--profile", "smoke", "--claims", "T1-one-token-one", "--threads", "1"];
  const out = join(folder.path, "run");
  const submitted = await runTask("queue", ["submit", ...jobs, "--out", out], surroundings);
  assert.equal(submitted.code, 0, submitted.stderr);
  assert.match(submitted.stderr, /The queue is embedded, in .*: one process at a time/);
  const worker = startTask("worker", ["--out", out], surroundings);
  const [mine, others] = worker.stderr.tee();
  const said = new Response(others).text();
  await told(mine, / × /);
  // Held up, it has the queue open for as long as another looks.
  worker.kill("SIGSTOP");
  const second = await runTask("queue", ["status"], surroundings);
  worker.kill("SIGCONT");
  assert.equal(second.code, 3);
  assertClear(second, /another process has it open, and it takes one at a time; wait for that one/);
  await worker.stdout.cancel();
  const { code } = await worker.status;
  assert.equal(code, 0, await said);
  const { groups } = await status(surroundings);
  assert.ok(groups.length > 0 && groups.every(({ ended, waiting }) => ended > 0 && waiting === 0));
});

Deno.test("a server that is not there, and a URL that is none, are told with the cure", async () => {
  const at = (url: string) =>
    runTask("queue", ["status"], { cacheFolder: "/no/such", env: { DATABASE_URL: url } });
  const [gone, none] = await Promise.all([
    at("postgres://me:secret@127.0.0.1:9/queue"),
    at("mysql://me:secret@127.0.0.1/queue"),
  ]);
  assert.equal(gone.code, 3);
  assertClear(gone, /^Cannot reach the queue's database at postgres:\/\/me:\*\*\*@127\.0\.0\.1:9/m);
  assertClear(gone, /start the server, or correct DATABASE_URL/);
  assert.equal(none.code, 2);
  assertClear(none, /^Cannot use "mysql:.* as a queue's database: want a URL such as postgres:/m);
  assert.doesNotMatch(gone.stderr + none.stderr, /secret/);
});

Deno.test("queue submit of a profile that leaves the batch open says what to name", async () => {
  const ended = await runTask("queue", ["submit", "--profile", "paper"], {
    cacheFolder: "/no/such",
  });
  assert.equal(ended.code, 2);
  assertClear(ended, /^Cannot share profile "paper" between machines: it leaves --batch /m);
});

Deno.test("a worker of an engine or device that there is not says which there are", async () => {
  const ended = await runTask("worker", ["--device", "tpu"], { cacheFolder: "/no/such" });
  assert.equal(ended.code, 2);
  assertClear(ended, /^Cannot work with onnxruntime on "tpu": known are onnxruntime on cpu, webg/m);
});

test("the server of these tests ends", server.stop);

async function status(
  surroundings: Parameters<typeof runTask>[2],
): Promise<{ groups: GroupProgress[]; workers: WorkerRow[] }> {
  const { stdout, stderr } = await runTask("queue", ["status", "--json"], surroundings);
  assert.notEqual(stdout, "", stderr);
  return JSON.parse(stdout);
}

/** Waits until a stream has said something, or has ended. */
async function told(stream: ReadableStream<Uint8Array>, what: RegExp): Promise<void> {
  let text = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (what.test(text)) return;
  }
}
