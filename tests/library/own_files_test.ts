/** Models of one's own files, and what is told on the way to a model. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fit, type LoadEvent, openModel, reconstruct } from "../../mod.ts";
import { findModel, sha256OfText } from "../../src/fixtures/mod.ts";
import { isModelPath } from "../../src/models/own_model.ts";
import { openWeights, readTensor, writeSafetensors } from "../../src/models/weights/mod.ts";
import { newFolder, TEXTS, threads } from "./_places.ts";

const tiny = fileURLToPath(new URL("../../fixtures/tiny/tiny-llama/", import.meta.url));
const published = findModel("tiny-llama").files[0].sha256;

Deno.test("a folder, a file and a URL open the same model that its id does", async () => {
  const url = new URL("../../fixtures/tiny/tiny-llama/", import.meta.url);
  for (const model of [tiny, join(tiny, "model.safetensors"), url]) {
    await using own = await openModel(model, { threads });
    assert.equal(own.weightsSha256, published);
    assert.equal(own.source, "own files");
    assert.deepEqual([own.width, own.layers, own.vocabulary, own.context], [256, 5, 2048, 512]);
  }
});

Deno.test("a solution of a model's own files is read by the same model under its id", async () => {
  await using folder = await newFolder();
  const solution = await (async () => {
    await using own = await openModel(tiny, { threads });
    return await fit(own, TEXTS[0], { folder: folder.path, tokens: 3 }).solution;
  })();
  await using known = await openModel("tiny-llama", { threads });
  assert.equal(await reconstruct(known, solution), solution.text);
});

Deno.test("a folder of links, as the hub's own cache has them, opens", async () => {
  await using folder = await newFolder();
  await Deno.mkdir(join(folder.path, "blobs"));
  for (const name of ["model.safetensors", "config.json", "tokenizer.json"]) {
    const blob = join(folder.path, "blobs", sha256OfText(name));
    await Deno.copyFile(join(tiny, name), blob);
    await Deno.symlink(blob, join(folder.path, name));
  }
  await using own = await openModel(folder.path, { threads });
  assert.equal(own.weightsSha256, published);
});

Deno.test("a model in shards opens, and is named by all of them", async () => {
  await using folder = await newFolder();
  const shards = await inShards(folder.path);
  await using own = await openModel(folder.path, { threads });
  const lines = await Promise.all(shards.map(async (name) => {
    const bytes = await Deno.readFile(join(folder.path, name));
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return `${hash.toHex()}  ${name}\n`;
  }));
  assert.equal(own.weightsSha256, sha256OfText(lines.join("")));
  await using known = await openModel("tiny-llama", { threads });
  // In shards it has another name, hence no common start.
  const options = { folder: folder.path, tokens: 3, recipe: "open" };
  const [ours, theirs] = await Promise.all(
    [own, known].map((model) => fit(model, TEXTS[0], options).solution),
  );
  assert.deepEqual(ours.proto, theirs.proto);
});

/** What a folder lacks or has too much of, and what is said of it. */
const WRONG_FOLDERS: [files: string[], message: RegExp][] = [
  [[], /^Cannot open model ".*": the folder holds neither model.safetensors nor a .gguf file$/],
  [["b.gguf", "a.gguf"], /: the folder holds 2 .gguf files, name one: a.gguf, b.gguf$/],
  [["model.safetensors"], /: there is no config.json beside its weights$/],
  [["model.safetensors", "config.json"], /: there is no tokenizer.json beside its weights$/],
];

for (const [files, message] of WRONG_FOLDERS) {
  Deno.test(`a folder of [${files}] is no model`, async () => {
    await using folder = await newFolder();
    for (const name of files) await Deno.writeTextFile(join(folder.path, name), "");
    await assert.rejects(openModel(folder.path), { name: "RangeError", message });
  });
}

Deno.test("a path of nothing and a file of something else are no models", async () => {
  await assert.rejects(openModel("./no-such"), {
    name: "RangeError",
    message: /^Cannot open model ".*no-such": there is no such file or folder$/,
  });
  await assert.rejects(openModel("./deno.json"), {
    name: "RangeError",
    message: /: want a .gguf or .safetensors file, or the folder of one$/,
  });
  await assert.rejects(openModel("./fixtures", { modelFile: "x" }), RangeError);
});

Deno.test("a path has a slash or a weight file's ending", () => {
  const names = ["tiny-llama", "llama-3.2-1b", "./tiny", "a\\b", "m.gguf", "m.safetensors"];
  assert.deepEqual(names.map(isModelPath), [false, false, true, true, true, true]);
});

Deno.test("openModel() tells which source is asked, and refuses a file that is another", async () => {
  await using cache = await newFolder();
  const events: LoadEvent[] = [];
  const before = Deno.env.get("ONEPASS_CACHE");
  Deno.env.set("ONEPASS_CACHE", cache.path);
  try {
    // Its sizes and hashes are published, so that a wrong file is refused wherever it came from.
    const modelFile = join(tiny, "model.safetensors");
    const wrong = openModel("smollm2-135m-instruct-q4_1", {
      modelFile,
      onEvent: (event) => events.push(event),
    });
    await assert.rejects(wrong, {
      name: "GivenFileError",
      message: /model.safetensors" has 7940504 bytes, 98362432 are needed$/,
    });
  } finally {
    if (before === undefined) Deno.env.delete("ONEPASS_CACHE");
    else Deno.env.set("ONEPASS_CACHE", before);
  }
  assert.deepEqual(events[0], {
    kind: "trying",
    source: "local file",
    file: "SmolLM2-135M-Instruct.Q4_1.gguf",
  });
});

/** Writes tiny-llama's weights as two shards with their index; their names. */
async function inShards(folder: string): Promise<string[]> {
  const { tensors } = await openWeights(tiny);
  const names = [...tensors.keys()];
  const shards = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];
  const map: Record<string, string> = {};
  for (const [at, shard] of shards.entries()) {
    const held = names.filter((_, i) => i % 2 === at);
    for (const name of held) map[name] = shard;
    await writeSafetensors(
      join(folder, shard),
      await Promise.all(held.map(async (name) => {
        const { shape } = tensors.get(name)!;
        return { name, dtype: "F32" as const, shape, data: await readTensor({ tensors }, name) };
      })),
    );
  }
  const index = JSON.stringify({ metadata: {}, weight_map: map });
  await Deno.writeTextFile(join(folder, "model.safetensors.index.json"), index);
  for (const name of ["config.json", "tokenizer.json"]) {
    await Deno.copyFile(join(tiny, name), join(folder, name));
  }
  return shards;
}
