/** The commands on the real model, from a text to a solution and back. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  assertClear,
  cacheWithModels,
  defaultModelFile,
  newFolder,
  runTask,
  skipped,
  startTask,
} from "./_run_task.ts";

const ignore = defaultModelFile === null;
const TEXT = "Our old neighbour keeps three bees in a jar";

Deno.test({
  name: `fit --out writes a solution that reconstruct reads back${skipped}`,
  ignore,
  fn: async (t) => {
    await using cache = await cacheWithModels();
    const out = join(cache.path, "s.safetensors");
    const flags = ["--text", TEXT, "--tokens", "8", "--out", out];

    await t.step("fit --json prints one object", async () => {
      const ended = await runTask("fit", [...flags, "--json"], { cacheFolder: cache.path });
      assert.equal(ended.code, 0, ended.stderr);
      const lines = ended.stdout.trimEnd().split("\n");
      assert.equal(lines.length, 1);
      const { attempts, steps, seconds, stepMilliseconds, seed, ...said } = JSON.parse(lines[0]);
      assert.equal(said.model, "smollm2-135m-instruct-q4_1");
      assert.equal(said.tokens, 8);
      assert.equal(said.recipe, "best");
      assert.equal(said.accuracy, 1);
      assert.equal(said.reconstruction, said.text);
      assert.ok(TEXT.startsWith(said.text), said.text);
      assert.equal(said.out, out);
      assert.equal(seed, attempts.at(-1).seed);
      assert.ok(Number.isInteger(steps) && steps > 0, steps);
      assert.ok(seconds > 0 && stepMilliseconds > 0);
      // Wall time of the steps, not of the machine's other work.
      assert.ok(seconds < steps * stepMilliseconds, `${seconds} s for ${steps} steps`);
    });

    await t.step("reconstruct prints the text", async () => {
      const ended = await runTask("reconstruct", [out], { cacheFolder: cache.path });
      assert.equal(ended.code, 0, ended.stderr);
      assert.ok(TEXT.startsWith(ended.stdout.trimEnd()) && ended.stdout.length > 20, ended.stdout);
      assert.match(ended.stderr, /8 tokens in one pass, exactly the text that was fitted\n$/);
    });

    await t.step("reconstruct --json prints an object", async () => {
      const ended = await runTask("reconstruct", [out, "--json"], { cacheFolder: cache.path });
      const { tokens, exact, ids } = JSON.parse(ended.stdout);
      assert.deepEqual([tokens, exact, ids.length], [8, true, 8]);
    });

    await t.step("fit again reads it from the store and writes the same bytes", async () => {
      const first = await Deno.readFile(out);
      await Deno.remove(out);
      const ended = await runTask("fit", flags, { cacheFolder: cache.path });
      assert.equal(ended.code, 0, ended.stderr);
      assert.match(ended.stderr, /text 1: fitted before, read from the store\n$/);
      assert.ok(TEXT.startsWith(ended.stdout.trimEnd()));
      assert.deepEqual(await Deno.readFile(out), first);
    });
  },
});

Deno.test({
  name: `fit stopped by Ctrl-C keeps its steps, says how to go on, and goes on${skipped}`,
  ignore: ignore || Deno.build.os === "windows",
  fn: async () => {
    await using cache = await cacheWithModels();
    const checkpoints = join(cache.path, "fits", "checkpoints");
    const flags = ["--text", TEXT, "--tokens", "4", "--recipe", "paper", "--steps", "40"];
    const running = startTask("fit", flags, { cacheFolder: cache.path });
    const stdout = running.stdout.cancel();
    let stderr = "";
    for await (const chunk of running.stderr.pipeThrough(new TextDecoderStream())) {
      const stepping = stderr.includes("a step");
      stderr += chunk;
      if (!stepping && stderr.includes("a step")) running.kill("SIGINT");
    }
    await stdout;
    const { code } = await running.status;
    assertClear(
      { code, stderr, stdout: "" },
      /\nInterrupted. Nothing is lost: the same command goes on from here.\n$/,
    );
    assert.equal(code, 130);
    assert.equal((await namesIn(checkpoints)).length, 1);

    const again = await runTask("fit", [...flags, "--json"], { cacheFolder: cache.path });
    // Forty of the paper's steps are too few: an honest failure, and the best there is.
    assert.equal(again.code, 3, again.stderr);
    assert.match(again.stderr, /text 1: \d of 4 tokens right, not all; try more --steps/);
    assert.equal(JSON.parse(again.stdout).steps, 40);
    assert.deepEqual(await namesIn(checkpoints), []);
  },
});

async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) names.push(name);
  return names;
}

Deno.test("fit of several texts measures once how many at a time, and doctor says so", async (t) => {
  await using folder = await newFolder();
  const surroundings = { cacheFolder: folder.path };
  const tiny = ["--model", "tiny-llama", "--json", "--tokens"];
  const batchesOf = (stdout: string) =>
    stdout.trimEnd().split("\n").map((line) => JSON.parse(line).batch);

  await t.step("the first time it measures", async () => {
    const two = ["--text", TEXT, "The rain came over the hills and stayed"];
    const ended = await runTask("fit", [...tiny, "4", ...two], surroundings);
    assert.match(ended.stderr, /Measuring once how many texts of N = 4 fit fastest together\n/);
    assert.match(ended.stderr, /\n {2}B = 2 on \d+ threads: \d+ ms a step\n/);
    const [first, second] = batchesOf(ended.stdout);
    assert.ok(first === second && (first === 1 || first === 2));
  });

  await t.step("a length near by needs no measuring", async () => {
    const two = ["--text", TEXT, "A letter lay on the kitchen table"];
    const ended = await runTask("fit", [...tiny, "5", ...two], surroundings);
    assert.equal(batchesOf(ended.stdout).length, 2, ended.stderr);
    assert.doesNotMatch(ended.stderr, /Measuring/);
  });

  await t.step("--batch and a single text need none either", async () => {
    const two = ["--text", TEXT, "Nobody had seen the cat since Tuesday", "--batch", "7"];
    const fixed = await runTask("fit", [...tiny, "8", ...two], surroundings);
    assert.deepEqual(batchesOf(fixed.stdout), [2, 2], fixed.stderr);
    const one = await runTask("fit", [...tiny, "8", "--text", TEXT], surroundings);
    assert.deepEqual(batchesOf(one.stdout), [1], one.stderr);
    assert.doesNotMatch(fixed.stderr + one.stderr, /Measuring/);
  });

  await t.step("doctor lists what was measured", async () => {
    const { stdout } = await runTask("doctor", [], surroundings);
    assert.match(stdout, /^yes +fits of N = 4 to 5 +B = \d on \d+ threads, .+; tiny-llama, /m);
  });
});

Deno.test("fit and reconstruct take a model of the user's own files", async () => {
  await using folder = await newFolder();
  const surroundings = { cacheFolder: join(folder.path, "cache") };
  const mine = join(folder.path, "mine");
  await Deno.mkdir(mine);
  for (const name of ["model.safetensors", "config.json", "tokenizer.json"]) {
    await Deno.copyFile(`fixtures/tiny/tiny-neox/${name}`, join(mine, name));
  }
  const out = join(folder.path, "s.safetensors");
  const text = "The rain came";
  const fitted = await runTask(
    "fit",
    ["--model", mine, "--text", text, "--out", out],
    surroundings,
  );
  assert.equal(fitted.code, 0, fitted.stderr);
  assert.match(
    fitted.stderr,
    /^Opening model .*mine: checking its files\nModel mine, from own files, sha256 25dd6c20f577…\n/,
  );
  // A file from elsewhere must not say which of this machine's files are opened.
  const unnamed = await runTask("reconstruct", [out], surroundings);
  assertClear(unnamed, /^Cannot reconstruct ".*": it was made by model "mine", which is none of/);
  assert.equal(unnamed.code, 2);
  const named = await runTask("reconstruct", [out, "--model", mine], surroundings);
  assert.equal(named.stdout, `${text}\n`, named.stderr);
});
