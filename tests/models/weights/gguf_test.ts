import { gguf as huggingFaceGguf } from "@huggingface/gguf";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { findModel, fixtureSettings, modelFolder } from "../../../src/fixtures/mod.ts";
import {
  configFromGguf,
  convertGguf,
  readGgufHeader,
  readGgufTensor,
  readSafetensorsHeader,
  readTensor,
  tokenizerDataFromGguf,
} from "../../../src/models/weights/mod.ts";

const GOLDEN = new URL("../../../fixtures/golden/", import.meta.url).pathname;
const TINY = join(GOLDEN, "gguf_tiny.gguf");

/** fixtures/golden/gguf_rows.py: what transformers and the Python package gguf make of a file. */
interface GoldenRows {
  readonly file: { readonly sha256: string };
  readonly config: Record<string, unknown>;
  readonly raw: Record<string, { name: string; sha256: string }>;
  readonly tensors: Record<string, { shape: number[]; sha256: string; first?: number[] }>;
}

const real = findModel("smollm2-135m-instruct-q4_1");
const REAL = join(modelFolder(real, fixtureSettings()), real.files[0].name);
const realIsHere = await Deno.stat(REAL).then(() => true, () => false);

const FILES: [what: string, path: string, golden: string, here: boolean][] = [
  ["a model of every storage type", TINY, "gguf_tiny.json", true],
  ["the default model", REAL, "gguf_rows.json", realIsHere],
];

for (const [what, path, goldenName, here] of FILES) {
  const skipped = here ? "" : " (skipped: not in the cache, deno task fixtures fetch)";
  Deno.test({
    name: `convertGguf() gives every tensor of ${what} as transformers has it${skipped}`,
    ignore: !here,
    fn: () => agreesWithTransformers(path, join(GOLDEN, goldenName)),
  });

  Deno.test({
    name: `readGgufHeader() agrees with @huggingface/gguf on ${what}${skipped}`,
    ignore: !here,
    fn: () => agreesWithHuggingFace(path),
  });
}

async function agreesWithTransformers(path: string, goldenPath: string): Promise<void> {
  const golden: GoldenRows = JSON.parse(await Deno.readTextFile(goldenPath));
  const header = await readGgufHeader(path);
  for (const [storage, { name, sha256 }] of Object.entries(golden.raw)) {
    assert.equal(header.tensors.get(name)!.storage, storage);
    assert.equal(sha256Of(await readGgufTensor(header, name)), sha256, `${storage}: ${name}`);
  }
  const config: Record<string, unknown> = { ...configFromGguf(header) };
  for (const [key, value] of Object.entries(golden.config)) {
    // transformers shows the float32 in full, the config the shortest decimal that means it.
    const got = key === "rms_norm_eps" ? Math.fround(config[key] as number) : config[key];
    assert.equal(got, value, key);
  }
  const folder = await Deno.makeTempDir();
  try {
    const out = join(folder, "out.safetensors");
    await convertGguf(path, out, { sourceSha256: golden.file.sha256 });
    const file = await readSafetensorsHeader(out);
    assert.deepEqual([...file.tensors.keys()].sort(), Object.keys(golden.tensors).sort());
    for (const [name, { shape, sha256, first }] of Object.entries(golden.tensors)) {
      assert.deepEqual(file.tensors.get(name)!.shape, shape, name);
      const values = await readTensor(file, name);
      if (first) assert.deepEqual([...values.subarray(0, first.length)], first, name);
      assert.equal(sha256Of(values), sha256, name);
    }
    assert.equal(file.metadata["onepass.source_sha256"], golden.file.sha256);
    assert.deepEqual(JSON.parse(file.metadata["onepass.config"]), config);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function agreesWithHuggingFace(path: string): Promise<void> {
  const theirs = await huggingFaceGguf(path, { allowLocalFile: true });
  const ours = await readGgufHeader(path);
  for (const [key, value] of Object.entries(theirs.metadata)) {
    if (["version", "tensor_count", "kv_count"].includes(key)) continue;
    assert.deepEqual(ours.metadata.get(key), value, key);
  }
  assert.equal(ours.tensors.size, theirs.tensorInfos.length);
  for (const { name, shape, offset } of theirs.tensorInfos) {
    const tensor = ours.tensors.get(name)!;
    assert.deepEqual(tensor.shape, shape.map(Number).reverse(), name);
    assert.equal(tensor.byteOffset, Number(theirs.tensorDataOffset + offset), name);
  }
}

Deno.test("convertGguf() puts what is multiplied together side by side", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const out = join(folder, "out.safetensors");
    const seen: number[] = [];
    await convertGguf(TINY, out, {
      sourceSha256: "0",
      onProgress: ({ bytesDone, bytesTotal }) => seen.push(bytesDone / bytesTotal),
    });
    const { tensors } = await readSafetensorsHeader(out);
    const at = (name: string) => tensors.get(`model.layers.0.${name}.weight`)!;
    const order = [
      ...["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj"],
    ];
    for (const run of [order, ["mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"]]) {
      for (let i = 1; i < run.length; i++) {
        const before = at(run[i - 1]);
        assert.equal(at(run[i]).byteOffset, before.byteOffset + before.byteLength, run[i]);
      }
    }
    assert.equal(seen.at(-1), 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("tokenizerDataFromGguf() gives vocabulary, merges and special tokens", async () => {
  const data = tokenizerDataFromGguf(await readGgufHeader(TINY));
  assert.equal(data.tokens.length, 262);
  assert.deepEqual(data.merges, ["t h", "th e", "Ġ the", "i n", "a n"]);
  assert.deepEqual(data.tokenTypes.slice(0, 2), [3, 1]);
  const { pre, bosId, eosId, addBos } = data;
  assert.deepEqual({ pre, bosId, eosId, addBos }, {
    pre: "smollm",
    bosId: 0,
    eosId: 0,
    addBos: false,
  });
});

Deno.test("readGgufHeader() says where a file cut short ends, at every length", async () => {
  const whole = await Deno.readFile(TINY);
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "cut.gguf");
    for (let length = 0; length < whole.length; length += length < 700 ? 7 : 997) {
      await Deno.writeFile(path, whole.subarray(0, length));
      await assert.rejects(readGgufHeader(path), /^RangeError: Cannot read weights .* cut short/);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Bytes written over the tiny file at an offset, and what it is refused with. */
const EDITS: [what: string, offset: number, bytes: number[], message: RegExp][] = [
  ["another magic number", 0, [0x67], /does not start with "GGUF"/],
  ["version 1", 4, [1], /GGUF version 1, 2 or 3/],
  ["big-endian numbers", 4, [0, 0, 0, 3], /big-endian/],
  ["a tensor count beyond the file", 8, [255, 255, 255, 255, 255, 255, 255, 255], /tensor count/],
  ["a metadata count beyond the file", 16, [255, 255, 255, 127], /metadata count/],
  ["a key length beyond the file", 24, [255, 255, 255, 255, 255, 255, 255, 127], /metadata key 0/],
  ["a key that is not UTF-8", 32, [255], /metadata key 0 .* not UTF-8/],
];

for (const [what, offset, bytes, message] of EDITS) {
  Deno.test(`readGgufHeader() refuses ${what}`, async () => {
    const changed = await Deno.readFile(TINY);
    changed.set(bytes, offset);
    const path = await Deno.makeTempFile();
    try {
      await Deno.writeFile(path, changed);
      await assert.rejects(readGgufHeader(path), message);
    } finally {
      await Deno.remove(path);
    }
  });
}

/** Metadata changed in memory, and what the model is refused with. */
const CONFIGS: [
  what: string,
  key: string,
  value: string | number | boolean | undefined,
  message: RegExp,
][] = [
  ["another architecture", "general.architecture", "mamba", /"mamba", "llama" is needed/],
  [
    "scaled rotary frequencies",
    "llama.rope.scaling.type",
    "yarn",
    /scaling.type is yarn, .* none$/,
  ],
  ["a scaling factor without a type", "llama.rope.scaling.factor", 4, /factor is 4, .* 0 or 1$/],
  ["linear scaling in its older spelling", "llama.rope.scale_linear", 2, /scale_linear is 2/],
  ["another scale of attention", "llama.attention.scale", 0.1, /attention.scale is 0.1, .* 0$/],
  ["scaled logits", "llama.logit_scale", 0.0625, /logit_scale is 0.0625, supported is 0 or 1$/],
  ["clamped queries", "llama.attention.clamp_kqv", 8, /clamp_kqv is 8, supported is 0$/],
  ["experts", "llama.expert_count", 8, /expert_count is 8, supported is 0$/],
  ["a window of attention", "llama.attention.sliding_window", 4096, /sliding_window is 4096/],
  ["capped logits", "llama.final_logit_softcapping", 30, /final_logit_softcapping is 30/],
  ["values of another width", "llama.attention.value_length", 16, /value_length is 16, .* 32/],
  ["another vocabulary than the tensor's", "llama.vocab_size", 300, /vocab_size is 300, .* 262/],
  ["attention to what comes", "llama.attention.causal", false, /attention.causal is false/],
  ["a field nobody here knows", "llama.rope.magic", 1, /rope.magic is 1, which is not known/],
  ["no width", "llama.embedding_length", undefined, /"llama.embedding_length" is missing/],
  ["a fractional layer count", "llama.block_count", 1.5, /"llama.block_count" is 1.5/],
  ["heads that do not divide", "llama.attention.head_count", 5, /do not divide evenly/],
  ["a partly rotated head", "llama.rope.dimension_count", 16, /dimension_count is 16/],
  ["an epsilon of zero", "llama.attention.layer_norm_rms_epsilon", 0, /a number above 0/],
];

for (const [what, key, value, message] of CONFIGS) {
  Deno.test(`configFromGguf() refuses ${what}`, async () => {
    const file = await readGgufHeader(TINY);
    const metadata = new Map(file.metadata);
    if (value === undefined) metadata.delete(key);
    else metadata.set(key, value);
    assert.throws(() => configFromGguf({ ...file, metadata }), message);
  });
}

Deno.test('configFromGguf() takes what llama.cpp writes for "not set"', async () => {
  const file = await readGgufHeader(TINY);
  const unset: [string, number | string][] = [
    ["llama.rope.scaling.type", "none"],
    ["llama.rope.scaling.factor", 1],
    ["llama.expert_count", 0],
    ["llama.attention.clamp_kqv", 0],
    ["llama.logit_scale", 0],
  ];
  const metadata = new Map([...file.metadata, ...unset]);
  assert.deepEqual(configFromGguf({ ...file, metadata }), configFromGguf(file));
});

function sha256Of(values: Float32Array): string {
  return createHash("sha256").update(new Uint8Array(values.buffer)).digest("hex");
}
