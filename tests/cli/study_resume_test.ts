/** A study that is ended on its way, politely or not, goes on to the bits of one left alone. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { storesDiffer } from "../../src/cli/_stores_differ.ts";
import { keyOf } from "../../src/records/canonical.ts";
import { readCheckpoint } from "../../src/records/checkpoint.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { openStore } from "../../src/records/store.ts";
import { newFolder, runTask, startTask } from "./_run_task.ts";

/** Two fits side by side that take their whole budget. */
const args = [
  ...["held-out", "--model", "tiny-llama", "--recipes", "paper", "--sources", "random"],
  ...["--tokens", "24", "--texts", "2", "--steps", "400", "--threads", "1"],
];

Deno.test("a study ended by SIGTERM and then by kill -9 goes on to the bits of one left alone", async () => {
  await using folder = await newFolder();
  const [alone, ended] = ["alone", "ended"].map((name) => join(folder.path, name));
  const whole = await runTask("study", args, { cacheFolder: alone });
  assert.equal(whole.code, 0, whole.stderr);

  const first = await endedBy("SIGTERM", ended);
  assert.equal(first.code, 143, first.stderr);
  assert.match(first.stderr, /\nInterrupted. What was fitted is kept: the same command goes on/);
  const steps = await stepsKept(ended);
  assert.ok(steps > 0 && steps < 800, `${steps} steps kept`);
  assert.equal((await endedBy("SIGKILL", ended)).signal, "SIGKILL");
  assert.ok(await stepsKept(ended) >= steps);

  const last = await runTask("study", args, { cacheFolder: ended });
  assert.equal(last.code, 0, last.stderr);
  const untimed = (stdout: string) => stdout.replace(/[\d.]+ s a text/, "");
  assert.equal(untimed(last.stdout), untimed(whole.stdout));
  const [got, want] = [ended, alone].map((cache) => join(cache, "study", "tiny-llama"));
  assert.deepEqual(await storesDiffer(got, want), []);
});

Deno.test("a study says which records of its store are of other code", async () => {
  await using folder = await newFolder();
  const short = args.with(args.indexOf("400"), "5");
  assert.equal((await runTask("study", short, { cacheFolder: folder.path })).code, 0);
  const at = join(folder.path, "study", "tiny-llama", "store");
  const store = await openStore(at);
  const [{ name }] = await Array.fromAsync(Deno.readDir(join(at, "records")));
  const had = (await store.get(name.replace(".json", "")))!;
  const job = { ...had.job, codeSha256: "b".repeat(64) };
  const outcome = { outcome: "not run", reason: "planted" } as const;
  await store.put(
    { ...{ key: keyOf(job), job, warnings: [], command: "a test" }, ...outcome } as JobRecord,
  );
  const { stderr } = await runTask("study", short, { cacheFolder: folder.path });
  assert.match(
    stderr,
    /^Not reused: 1 records of other code \(bbbbbbbbbbbb, this is \w{12}\); they/m,
  );
});

/** Starts the study, and ends it a while after its fits have begun. */
async function endedBy(signal: Deno.Signal, cacheFolder: string) {
  const child = startTask("study", args, { cacheFolder });
  let stderr = "";
  for await (const chunk of child.stderr.pipeThrough(new TextDecoderStream())) {
    stderr += chunk;
    if (!stderr.includes("compiled in") || stderr.includes("(ended)")) continue;
    stderr += "(ended)";
    setTimeout(() => child.kill(signal), 300);
  }
  await child.stdout.cancel();
  return { ...await child.status, stderr };
}

async function stepsKept(cacheFolder: string): Promise<number> {
  const folder = join(cacheFolder, "study", "tiny-llama", "store", "checkpoints");
  let steps = 0;
  for await (const { name } of Deno.readDir(folder)) {
    steps += (await readCheckpoint(join(folder, name))).state.steps;
  }
  return steps;
}
