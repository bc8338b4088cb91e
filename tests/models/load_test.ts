import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { ModelManifest } from "../../src/fixtures/mod.ts";
import { ensureModel, type LoadEvent } from "../../src/models/load.ts";
import { openWeights, readTensor } from "../../src/models/weights/mod.ts";
import { hubModel, place } from "../fixtures/_models.ts";
import { fakeHub } from "../fixtures/_fake_hub.ts";

const GOLDEN = new URL("../../fixtures/golden/", import.meta.url).pathname;
const GGUF = await Deno.readFile(join(GOLDEN, "gguf_tiny.gguf"));
const NAME = "gguf_tiny.gguf";
const gguf = hubModel(GGUF, { format: "gguf" });
const manifest: ModelManifest = {
  default: "m",
  models: [{ ...gguf, files: [{ ...gguf.files[0], name: NAME }] }],
};

Deno.test("ensureModel() gets a GGUF model, converts it once, and knows it by its hash", async () => {
  await using at = await place({ modelFile: GOLDEN });
  const events: LoadEvent[] = [];
  const options = { ...at, manifest, onEvent: (event: LoadEvent) => void events.push(event) };
  const ready = await ensureModel("m", options);
  assert.equal(ready.weightsSha256, gguf.files[0].sha256);
  assert.equal(ready.config.hidden_size, 64);
  assert.equal(ready.source, "local file");
  assert.ok(ready.tokenizer.kind === "gguf" && ready.tokenizer.data.tokens.length === 262);
  assert.equal((await openWeights(ready.weights)).tensors.size, 12);
  assert.deepEqual(events.map(({ kind }) => kind), ["trying", "fetched", "converting"]);

  const again = await ensureModel("m", { ...options, settings: { ...at.settings } });
  assert.deepEqual(again, ready);
  assert.equal(events.length, 3);
});

Deno.test("ensureModel() loads nothing when a byte of the published file changed", async () => {
  await using at = await place({ modelFile: GOLDEN });
  const ready = await ensureModel("m", { ...at, manifest });
  await flipByte(ready.files.weights);
  await assert.rejects(
    ensureModel("m", { ...at, manifest }),
    /its sha256 is .*fixtures fetch m --force/,
  );
  const mended = await ensureModel("m", { ...at, manifest, force: true });
  assert.deepEqual(mended, ready);
});

Deno.test("ensureModel() loads nothing when a byte of the converted file changed", async () => {
  await using at = await place({ modelFile: GOLDEN });
  const ready = await ensureModel("m", { ...at, manifest });
  await flipByte(ready.weights);
  await assert.rejects(
    ensureModel("m", { ...at, manifest }),
    /^WrongFileError: .* its sha256 is .*: delete it, and it is made again/,
  );
  await Deno.remove(ready.weights);
  assert.deepEqual(await ensureModel("m", { ...at, manifest }), ready);
});

Deno.test("ensureModel() refuses a truncated GGUF file even when its hash is the manifest's", async () => {
  await using at = await place();
  const cut = GGUF.slice(0, 3000);
  const folder = join(at.cacheFolder, "models", "m");
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(join(folder, "model.safetensors"), cut);
  const models = [hubModel(cut, { format: "gguf" })];
  await assert.rejects(
    ensureModel("m", { ...at, manifest: { default: "m", models } }),
    /^RangeError: Cannot read weights .* it is damaged or cut short/,
  );
});

Deno.test("ensureModel() gets a sharded model with its config and tokenizer", async () => {
  const folder = join(GOLDEN, "llama-untied-rope-scaled", "sharded");
  const names = [
    ...["model.safetensors.index.json", "config.json"],
    ...[1, 2, 3].map((n) => `model-0000${n}-of-00003.safetensors`),
  ];
  const contents = await Promise.all(names.map((name) => Deno.readFile(join(folder, name))));
  const files = Object.fromEntries(names.map((name, i) => [name, {
    content: contents[i],
    large: true,
  }]));
  files["tokenizer.json"] = { content: new TextEncoder().encode("{}"), large: false };
  const source = hubModel(new Uint8Array()).sources[0];
  assert.ok(source.kind === "hub");
  await using hub = fakeHub({ [source.repository]: { revision: source.revision, files } });
  await using at = await place({ hubUrl: hub.url });
  const roles = ["index", "config", "weights.1", "weights.2", "weights.3", "tokenizer"];
  const model = hubModel(new Uint8Array(), {
    files: [...names, "tokenizer.json"].map((name, i) => ({
      role: roles[i],
      name,
      bytes: null,
      sha256: null,
    })),
  });
  const ready = await ensureModel("m", { ...at, manifest: { default: "m", models: [model] } });
  const weights = await openWeights(ready.weights);
  const whole = await openWeights(join(folder, ".."));
  for (const name of whole.tensors.keys()) {
    assert.deepEqual(await readTensor(weights, name), await readTensor(whole, name), name);
  }
  assert.equal(ready.config.model_type, "llama");
  const lines = names.map((name, i) => `${sha256(contents[i])}  ${name}\n`).slice(2).join("");
  assert.equal(ready.weightsSha256, sha256(new TextEncoder().encode(lines)));
});

Deno.test("ensureModel() uses an embedded model in place, checked like any other", async () => {
  const folder = "fixtures/golden/gpt-neox";
  const file = async (role: string, name: string) => {
    const content = await Deno.readFile(join(GOLDEN, "gpt-neox", name));
    return { role, name, bytes: content.length, sha256: sha256(content) };
  };
  const files = [
    await file("weights", "model.safetensors"),
    await file("config", "config.json"),
    // Any file will do: the tokenizer is not opened here.
    await file("tokenizer", "golden.json"),
  ];
  const model = hubModel(new Uint8Array(), { files, sources: [{ kind: "embedded", folder }] });
  await using at = await place();
  const ready = await ensureModel("m", { ...at, manifest: { default: "m", models: [model] } });
  assert.equal(ready.weights, join(GOLDEN, "gpt-neox", "model.safetensors"));
  assert.equal(ready.source, "embedded");
  assert.equal(ready.config.model_type, "gpt_neox");

  const other = { ...model, files: [{ ...files[0], sha256: "0".repeat(64) }, ...files.slice(1)] };
  const wrong = ensureModel("m", { ...at, manifest: { default: "m", models: [other] } });
  await assert.rejects(wrong, /^WrongFileError: .* 0{64} is needed/);
});

const CONFIGS: [string, RegExp][] = [
  ["{", /not JSON/],
  ["[]", /a JSON object is needed/],
  ["null", /a JSON object is needed/],
  [`"${"x".repeat(1_000_001)}"`, /1000003 bytes, at most 1000000/],
];

Deno.test("ensureModel() refuses a config that is no JSON object", async () => {
  for (const [text, message] of CONFIGS) {
    await using at = await place();
    const folder = join(at.cacheFolder, "models", "m");
    await Deno.mkdir(folder, { recursive: true });
    const names = ["model.safetensors", "config.json", "tokenizer.json"];
    for (const name of names) await Deno.writeTextFile(join(folder, name), text);
    const files = names.map((name, i) => ({
      role: ["weights", "config", "tokenizer"][i],
      name,
      bytes: null,
      sha256: null,
    }));
    const models = [hubModel(new Uint8Array(), { files })];
    await assert.rejects(ensureModel("m", { ...at, manifest: { default: "m", models } }), message);
  }
});

Deno.test("three processes that get the same model at once all have it", async () => {
  await using at = await place();
  const run = () =>
    new Deno.Command(Deno.execPath(), {
      args: ["eval", "--ext=ts", GET, new URL("../../src/", import.meta.url).href],
      env: { CACHE: at.cacheFolder, MODEL_FILE: GOLDEN, MANIFEST: JSON.stringify(manifest) },
      stderr: "inherit",
    }).output();
  const outputs = await Promise.all([run(), run(), run()]);
  for (const { code, stdout } of outputs) {
    assert.equal(code, 0);
    assert.equal(new TextDecoder().decode(stdout).trim(), "12 tensors");
  }
});

const GET = `
  const { ensureModel } = await import(Deno.args[0] + "models/load.ts");
  const { openWeights } = await import(Deno.args[0] + "models/weights/mod.ts");
  const { weights } = await ensureModel("m", {
    manifest: JSON.parse(Deno.env.get("MANIFEST")!),
    settings: {
      cacheFolder: Deno.env.get("CACHE")!,
      modelFile: Deno.env.get("MODEL_FILE")!,
      hubUrl: "",
      pythons: [],
      hubPatienceSeconds: 1,
    },
  });
  console.log((await openWeights(weights)).tensors.size + " tensors");
`;

async function flipByte(path: string): Promise<void> {
  const content = await Deno.readFile(path);
  content[content.length >> 1] ^= 0x10;
  await Deno.writeFile(path, content);
}

function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
