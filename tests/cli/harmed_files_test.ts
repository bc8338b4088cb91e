/** Solutions that were harmed, and a cache that cannot be written, as a user meets them. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { MODELS } from "../../src/fixtures/mod.ts";
import { type Solution, writeSolution } from "../../src/records/solution.ts";
import { writeSafetensors } from "../../src/models/weights/mod.ts";
import { canMount, readOnly, skippedWithoutMount } from "../fixtures/_read_only.ts";
import {
  assertClear,
  cacheWithModels,
  defaultModelFile,
  newFolder,
  runTask,
  skipped,
} from "./_run_task.ts";

const solution: Solution = {
  proto: new Float32Array(2 * 576).fill(0.01),
  width: 576,
  arrangement: "[e][m]×(N−1)",
  tokens: 8,
  model: MODELS.default,
  weightsSha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
  tokenizerSha256: "",
  recipe: "open",
  seed: 1,
  accuracy: 1,
  tokenIdsSha256: "0".repeat(64),
};

const HARMS: [how: string, harm: (bytes: Uint8Array) => Uint8Array, says: RegExp][] = [
  ["cut to 100 bytes", (bytes) => bytes.slice(0, 100), /: its header claims .* cut short, .*\n$/],
  [
    "with its last 8 bytes set to 0xFF",
    (bytes) => bytes.fill(0xff, bytes.length - 8),
    /: its content is not what its sha256 was taken of; it was damaged or changed\n$/,
  ],
  [
    "with another number of tokens",
    (bytes) => {
      const at = new TextDecoder("latin1").decode(bytes).indexOf('"tokens":"8"') + 10;
      return bytes.with(at, "9".charCodeAt(0));
    },
    /: its content is not what its sha256 was taken of/,
  ],
];

for (const [how, harm, says] of HARMS) {
  Deno.test(`reconstruct refuses a solution ${how}, with exit status 3 and no text`, async () => {
    await using folder = await newFolder();
    const path = join(folder.path, "s.safetensors");
    await writeSolution(path, solution);
    await Deno.writeFile(path, harm(await Deno.readFile(path)));
    const ended = await runTask("reconstruct", [path], { cacheFolder: folder.path });
    assertClear(ended, /^Cannot read solution ".*s.safetensors": [^\n]+\n$/);
    assert.match(ended.stderr, says);
    assert.deepEqual([ended.code, ended.stdout], [3, ""]);
  });
}

Deno.test({
  name: `reconstruct does not vouch for a text that its solution says was another${skipped}`,
  ignore: defaultModelFile === null,
  async fn() {
    await using cache = await cacheWithModels();
    const path = join(cache.path, "s.safetensors");
    // Of a version that had no sha256: whether its vectors were changed only the text can tell.
    const entry = { name: "proto", dtype: "F32" as const, shape: [2, 576], data: solution.proto };
    await writeSafetensors(path, [entry], {
      metadata: {
        format: "onepass solution 1",
        arrangement: solution.arrangement,
        tokens: "8",
        model: solution.model,
        weights_sha256: solution.weightsSha256,
        seed: "1",
        accuracy: "1",
        token_ids_sha256: solution.tokenIdsSha256,
      },
    });
    const ended = await runTask("reconstruct", [path, "--json"], { cacheFolder: cache.path });
    assertClear(ended, /\nCannot vouch for this text: ".*" says that all 8 tokens are right, and /);
    assert.equal(JSON.parse(ended.stdout).exact, false);
    assert.equal(ended.code, 3);
  },
});

Deno.test({
  name: `fit measures anew what the store has harmed, and says which file${skipped}`,
  ignore: defaultModelFile === null,
  async fn() {
    await using cache = await cacheWithModels();
    const out = join(cache.path, "s.safetensors");
    const flags = ["--text", "A jar of bees", "--tokens", "2", "--out", out];
    const first = await runTask("fit", flags, { cacheFolder: cache.path });
    assert.equal(first.code, 0, first.stderr);
    const whole = await Deno.readFile(out);
    const folder = join(cache.path, "fits", "solutions");
    const [{ name }] = Deno.readDirSync(folder);
    await Deno.truncate(join(folder, name), 100);
    const again = await runTask("fit", flags, { cacheFolder: cache.path });
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stderr, /^Taken for absent: .*\/solutions\/.*: its header claims .*$/m);
    assert.equal(again.stdout, first.stdout);
    assert.deepEqual(await Deno.readFile(out), whole);
  },
});

Deno.test({
  name: `a read-only cache is read, and fit says before it fits that it keeps none${
    skipped || skippedWithoutMount
  }`,
  ignore: defaultModelFile === null || !canMount,
  async fn() {
    await using cache = await cacheWithModels();
    await using bound = await readOnly(cache.path);
    await using folder = await newFolder();
    const out = join(folder.path, "s.safetensors");
    const surroundings = { cacheFolder: bound.path };
    const fit = await runTask("fit", ["--text", "A jar of bees", "--out", out], surroundings);
    assertClear(
      fit,
      /^Cannot use the store ".*fits": Read-only file system; ONEPASS_CACHE names another cache, /,
    );
    assert.deepEqual([fit.code, fit.stdout], [3, ""]);
    await writeSolution(out, { ...solution, accuracy: 0.5 });
    const read = await runTask("reconstruct", [out], surroundings);
    assert.equal(read.code, 0, read.stderr);
    assert.ok(read.stdout.length > 0);
    const verified = await runTask("fixtures", ["verify", MODELS.default], surroundings);
    assert.equal(verified.code, 0, verified.stderr);
    assert.deepEqual([...Deno.readDirSync(cache.path)].map(({ name }) => name).sort(), [
      "converted",
      "models",
    ]);
  },
});
