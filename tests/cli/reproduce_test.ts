/** `deno task reproduce` as a user runs it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { MODELS } from "../../src/fixtures/mod.ts";
import type { ClaimVerdict } from "../../src/records/record.ts";
import { cacheWithModels, defaultModelFile, newFolder, runTask, skipped } from "./_run_task.ts";

const FILES = ["claims.json", "environment.json", "index.html", "results.jsonl"];

Deno.test({
  name: `reproduce --budget 0 runs nothing, and its report says so${skipped}`,
  ignore: defaultModelFile === null,
  fn: async () => {
    await using cache = await cacheWithModels();
    const out = join(cache.path, "out", "deep");
    const args = ["--budget", "0", "--out", out, "--json"];
    const ended = await runTask("reproduce", args, { cacheFolder: cache.path });
    assert.equal(ended.code, 0, ended.stderr);
    const claims = JSON.parse(ended.stdout) as ClaimVerdict[];
    assert.ok(claims.length > 20);
    assert.ok(claims.every(({ verdict }) => verdict === "not run"));
    assert.equal(claims[0].command, "deno task reproduce --profile quick --budget 0");
    for (const name of FILES) assert.ok((await Deno.stat(join(out, name))).size > 100, name);
    assert.deepEqual(await claimsIn(out), claims);
    const environment = JSON.parse(await Deno.readTextFile(join(out, "environment.json")));
    assert.match(environment.onnxruntime, /^\d+\.\d+/);
  },
});

const tiny = MODELS.models.find(({ id }) => id === "tiny-llama");
const weights = new URL("../../fixtures/tiny/tiny-llama/model.safetensors", import.meta.url);
const hasTiny = tiny !== undefined && await Deno.stat(weights).then(() => true, () => false);

Deno.test({
  name: `reproduce --profile smoke, then again from its store` +
    (hasTiny ? "" : " (skipped: fixtures/tiny/tiny-llama is not here)"),
  ignore: !hasTiny,
  fn: async () => {
    await using cache = await newFolder();
    const out = join(cache.path, "out");
    const args = ["--profile", "smoke", "--out", out];
    const first = await runTask("reproduce", args, { cacheFolder: cache.path });
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /^open recipe, N = \d+: \d+ of \d+ exact/m);
    const claims = await claimsIn(out);
    for (const name of FILES) await Deno.remove(join(out, name));

    const started = performance.now();
    const second = await runTask("reproduce", args, { cacheFolder: cache.path });
    const seconds = (performance.now() - started) / 1000;
    assert.equal(second.code, 0, second.stderr);
    assert.match(second.stderr, /\n\d+ fits are in the store already\n/);
    assert.doesNotMatch(second.stderr, /compiled in|Timing/);
    assert.ok(seconds < 20, `${seconds} s`);
    assert.equal(second.stdout, first.stdout);
    const untimed = ({ basis }: ClaimVerdict) => basis !== "time";
    assert.deepEqual((await claimsIn(out)).filter(untimed), claims.filter(untimed));
    for (const name of FILES) assert.ok((await Deno.stat(join(out, name))).isFile, name);
  },
});

async function claimsIn(folder: string): Promise<ClaimVerdict[]> {
  return JSON.parse(await Deno.readTextFile(join(folder, "claims.json")));
}
