import assert from "node:assert/strict";
import { join } from "node:path";
import { assertClear, newFolder, runTask, startTask } from "./_run_task.ts";

Deno.test("demo serves its page on loopback and says where, until Ctrl-C", async () => {
  const child = startTask("demo", [], { cacheFolder: "/no/such" });
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value: address } = await reader.read();
  assert.match(address!, /^http:\/\/127\.0\.0\.1:\d+\/\n$/);
  const page = await (await fetch(address!.trim())).text();
  assert.match(page, /^<!doctype html>/);
  const port = new URL(address!.trim()).port;
  const second = await runTask("demo", ["--port", port], { cacheFolder: "/no/such" });
  assert.equal(second.code, 2);
  assertClear(second, new RegExp(`^Cannot serve on port ${port}: it is taken`, "m"));
  child.kill("SIGINT");
  const said = await new Response(child.stderr).text();
  assert.match(said, /Ctrl-C ends it[^]*The page is served no longer\./);
  await reader.cancel();
  assert.equal((await child.status).code, 130);
});

Deno.test("demo --out writes the page as static files", async () => {
  await using folder = await newFolder();
  const out = join(folder.path, "site");
  const ended = await runTask("demo", ["--out", out], { cacheFolder: "/no/such" });
  assert.equal(ended.code, 0, ended.stderr);
  assert.equal(ended.stdout, `${join(out, "index.html")}\n`);
  assert.match(ended.stderr, /^\d+ files, 11\.\d MB; serve the folder from any static host/);
  const names = (await Array.fromAsync(Deno.readDir(out))).map(({ name }) => name);
  for (const name of ["index.html", "demo.js", "engine.wasm.packed", "licences.txt"]) {
    assert.ok(names.includes(name), name);
  }
});
