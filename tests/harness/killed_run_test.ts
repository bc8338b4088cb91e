import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FitResult, JobRecord } from "../../src/records/record.ts";
import { runPlan } from "../../src/harness/runner.ts";
import { openStore, type RunStore } from "../../src/records/store.ts";
import { plan } from "./_killed_run.ts";
import { newFolder, runOptions, solutionsIn } from "./_small_run.ts";

const program = fileURLToPath(new URL("./_killed_run.ts", import.meta.url));

/** What the process is killed after, one life after another. */
const lives: [event: string, count: number][] = [
  ["checkpoint", 1],
  ["checkpoint", 3],
  ["restarted", 1],
  ["fitted", 1],
];

Deno.test("a run killed again and again ends with the bits of one that was left alone", async () => {
  await using alone = await newFolder();
  await using killed = await newFolder();
  const want = await runPlan(plan, await runOptions(alone.path));
  const store = await openStore(join(killed.path, "store"));
  let steps = 0;
  for (const [event, count] of lives) {
    await killAfter(event, { count, folder: killed.path });
    const now = await stepsKept(store);
    assert.ok(now >= steps, `${now} steps kept, ${steps} in the life before`);
    steps = now;
  }
  assert.ok(steps > 1000, `${steps} steps kept over four lives`);
  const got = await runPlan(plan, await runOptions(killed.path));
  assert.deepEqual(got.map(withoutTimes), want.map(withoutTimes));
  assert.deepEqual(await solutionsIn(killed.path), await solutionsIn(alone.path));
  assert.ok(want.every(({ outcome }) => outcome === "measured"));
  assert.ok((want[0] as JobRecord & { result: FitResult }).result.attempts.length > 1);
});

/** Steps of all fits that the next life need not take again. */
async function stepsKept(store: RunStore): Promise<number> {
  let steps = 0;
  for (const { key } of plan.fits) {
    const record = await store.get(key) as (JobRecord & { result: FitResult }) | null;
    steps += record?.result.steps ?? (await store.checkpoint(key))?.state.steps ?? 0;
  }
  return steps;
}

/** Runs the program until it has told an event so many times, then ends it without a warning. */
async function killAfter(
  event: string,
  { count, folder }: { count: number; folder: string },
): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", program, folder],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let told = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    told += chunk;
    if (told.split("\n").filter((line) => line === event).length < count) continue;
    // The file of what was told just now is written by then, or is not: both must do.
    child.kill("SIGKILL");
    break;
  }
  const { signal } = await child.status;
  assert.equal(signal, "SIGKILL", `it ended before it told "${event}" ${count} times: ${told}`);
}

function withoutTimes(record: JobRecord) {
  const { elapsedSeconds: _, stepMilliseconds: __, compileSeconds: ___, ...rest } =
    (record as JobRecord & { result: FitResult }).result;
  return { ...record, result: rest };
}
