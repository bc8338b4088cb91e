import assert from "node:assert/strict";
import { join } from "node:path";
import { plantedRecord, plantedRun } from "../watch/_planted_run.ts";
import { assertClear, newFolder, runTask, startTask } from "./_run_task.ts";

const surroundings = { cacheFolder: "/no/such" };

/** Starts a watch of a planted run and gives the address that it prints. */
async function started(
  args: readonly string[],
): Promise<{ readonly child: Deno.ChildProcess; readonly address: string }> {
  const child = startTask("watch", args, surroundings);
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return { child, address: value!.trim() };
}

async function interrupted(child: Deno.ChildProcess): Promise<string> {
  child.kill("SIGINT");
  const said = await new Response(child.stderr).text();
  assert.equal((await child.status).code, 130);
  return said;
}

Deno.test("watch serves a run on loopback until Ctrl-C, though somebody is looking", async () => {
  await using run = await plantedRun();
  await run.put(plantedRecord(1));
  const { child, address } = await started([run.folder]);
  assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  const events = await fetch(`${address}events`);
  const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
  let heard = "";
  while (!/"done":1,/.test(heard)) heard += (await reader.read()).value;
  assert.match(await interrupted(child), /Ctrl-C ends it[^]*The page is served no longer\./);
  await reader.cancel().catch(() => {});
});

Deno.test("watch takes the next port where the usual one is taken, and refuses a taken --port", async () => {
  await using run = await plantedRun();
  const first = await started([run.folder]);
  const second = await started([run.folder]);
  assert.notEqual(first.address, second.address);
  const { port } = new URL(first.address);
  const third = await runTask("watch", [run.folder, "--port", port], surroundings);
  assert.equal(third.code, 2);
  assertClear(third, new RegExp(`^Cannot serve on port ${port}: it is taken, want another`, "m"));
  await interrupted(first.child);
  await interrupted(second.child);
});

Deno.test("watch on another host prints a token once, and answers nobody without it", async () => {
  await using run = await plantedRun();
  const { child, address } = await started([run.folder, "--host", "0.0.0.0", "--port", "0"]);
  const { port, searchParams } = new URL(address);
  const token = searchParams.get("token")!;
  assert.match(token, /^[\w-]{43}$/);
  const without = await fetch(`http://127.0.0.1:${port}/events`);
  assert.equal(without.status, 401);
  await without.body?.cancel();
  const led = await fetch(`http://127.0.0.1:${port}/?token=${token}`, { redirect: "manual" });
  assert.equal(led.status, 303);
  await led.body?.cancel();
  const said = await interrupted(child);
  assert.match(said, /^Whoever has this address sees the run/m);
  assert.doesNotMatch(said, new RegExp(token));
});

Deno.test("watch says what a folder without a run, an unknown host and a bad queue want", async () => {
  await using folder = await newFolder();
  const nowhere = join(folder.path, "nothing");
  const empty = await runTask("watch", [nowhere], surroundings);
  assert.equal(empty.code, 2);
  assertClear(
    empty,
    /^Cannot watch ".*nothing": there is no run in it, .*"deno task reproduce --out .*nothing"/m,
  );
  await using run = await plantedRun();
  const host = await runTask("watch", [run.folder, "--host", "192.0.2.1"], surroundings);
  assert.equal(host.code, 2);
  assertClear(host, /^Cannot serve on --host "192\.0\.2\.1": .*; want an address of this machine/m);
  const both = await runTask(
    "watch",
    [run.folder, "--db", "postgres://x@127.0.0.1/y"],
    surroundings,
  );
  assert.equal(both.code, 2);
  assertClear(both, /^Cannot watch ".*" and --db at once: want one of them/m);
  const url = "postgres://me:secret@127.0.0.1:9/queue";
  const away = await runTask("watch", ["--db", url], surroundings);
  assert.equal(away.code, 3);
  assertClear(away, /^Cannot reach the queue's database at postgres:\/\/me:\*\*\*@127\.0\.0\.1:9/m);
  assert.doesNotMatch(away.stderr, /secret/);
});
