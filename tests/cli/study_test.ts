/** `deno task study … --out`: a folder that `deno task report` makes a page of. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readStudyFolder } from "../../src/study/study_folder.ts";
import { assertClear, newFolder, runTask } from "./_run_task.ts";

Deno.test("study fills a folder in several calls, and report makes a page of it", async () => {
  await using folder = await newFolder();
  const surroundings = { cacheFolder: join(folder.path, "cache") };
  const out = join(folder.path, "run");
  const heldOut = (recipe: string) =>
    runTask("study", [
      ...["held-out", "--model", "tiny-llama", "--recipes", recipe, "--tokens", "4"],
      ...["--texts", "2", "--steps", "60", "--sources", "written", "--out", out],
    ], surroundings);
  for (const recipe of ["paper,open", "open"]) {
    const ended = await heldOut(recipe);
    assert.equal(ended.code, 0, ended.stderr);
  }
  const held = await readStudyFolder(out);
  assert.deepEqual(
    held?.records.map(({ job }) => job.kind === "fit" && job.recipe.name),
    ["paper", "paper", "open", "open"],
  );
  const again = "deno task study held-out --model tiny-llama --recipes open --tokens 4 --texts 2 " +
    '--steps 60 --sources written --arrangement "[e][m]×(N−1)"';
  assert.equal(held.records[3].command, again);
  assert.deepEqual(held.study, { starts: [], rungs: [], limits: [] });
  const ended = await runTask("report", [out], surroundings);
  assert.equal(ended.code, 0, ended.stderr);
  assert.deepEqual(JSON.parse(await Deno.readTextFile(join(out, "claims.json"))), []);
  const page = await Deno.readTextFile(join(out, "index.html"));
  assert.match(page, /Steps until exact, tiny-llama[\s\S]*open recipe \(open\)/);
});

Deno.test("study held-out takes lengths in turn, and leaves out those that cannot come back", async () => {
  await using folder = await newFolder();
  const ended = await runTask("study", [
    ...["held-out", "--model", "tiny-llama", "--recipes", "open", "--tokens", "1,64,128"],
    ...["--texts", "1", "--steps", "60", "--sources", "written", "--threads", "1"],
  ], { cacheFolder: folder.path });
  assert.equal(ended.code, 0, ended.stderr);
  assert.deepEqual(ended.stdout.match(/^N = \d+/gm), ["N = 1", "N = 64"]);
  assert.match(ended.stderr, /No fit of 64 tokens has 99 % right: longer texts are left out/);
  const wrong = await runTask("study", ["held-out", "--tokens", "16,x"], {
    cacheFolder: folder.path,
  });
  assertClear(wrong, /Want a whole number of at least 1, got "x"/);
  assert.equal(wrong.code, 2);
});

Deno.test("study ends with 2 where --out is the folder of another run, and fits nothing", async () => {
  await using folder = await newFolder();
  const published = new URL("../../reports/2026-11-24-epyc-2-cores/", import.meta.url);
  for (const name of ["results.jsonl", "environment.json"]) {
    await Deno.copyFile(new URL(name, published), join(folder.path, name));
  }
  const ended = await runTask("study", [
    ...["held-out", "--model", "tiny-llama", "--out", folder.path],
  ], { cacheFolder: folder.path });
  assertClear(ended, /^Cannot keep a study in ".*": it holds a run of profile ".*", want a folder/);
  assert.equal(ended.code, 2);
});
