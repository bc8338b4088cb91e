import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { openModel } from "../../src/models/mod.ts";
import {
  openWeights,
  readTensor,
  type SafetensorsDtype,
  writeSafetensors,
} from "../../src/models/weights/mod.ts";
import { floats, int64, onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { logitsGraph } from "./logits_graph.ts";

const folder = new URL("../../fixtures/golden/llama-gqa-tied/", import.meta.url);
const weights = fileURLToPath(new URL("model.safetensors", folder));
const config = JSON.parse(await Deno.readTextFile(new URL("config.json", folder)));

/** What config.json says otherwise than the weights, and the error. */
const mismatches: readonly (readonly [changes: Record<string, unknown>, message: string])[] = [
  [
    { vocab_size: 121 },
    'tensor "model.embed_tokens.weight" is [120, 48], config.json wants [121, 48]',
  ],
  [
    { intermediate_size: 64 },
    'tensor "model.layers.0.mlp.gate_proj.weight" is [96, 48], config.json wants [64, 48]',
  ],
  [
    { num_hidden_layers: 3 },
    'its weights have no tensor "model.layers.2.input_layernorm.weight"',
  ],
  [
    { num_hidden_layers: 1 },
    'its weights have a tensor "model.layers.1.input_layernorm.weight", for which config.json has ' +
    "no place",
  ],
  [{ tie_word_embeddings: false }, 'its weights have no tensor "lm_head.weight"'],
];

for (const [changes, message] of mismatches) {
  Deno.test(`openModel() refuses: ${message}`, async () => {
    await assert.rejects(
      openModel(weights, { ...config, ...changes }),
      new TypeError(`Cannot open model: ${message}`),
    );
  });
}

Deno.test("openModel() refuses weights of another architecture", async () => {
  const neox = JSON.parse(
    await Deno.readTextFile(new URL("../gpt-neox/config.json", folder)),
  );
  await assert.rejects(
    openModel(weights, neox),
    new TypeError('Cannot open model: its weights have no tensor "gpt_neox.embed_in.weight"'),
  );
});

for (const dtype of ["F16", "BF16"] as const) {
  Deno.test(`weights stored as ${dtype} compute what their float32 copies do`, async () => {
    await using folder = await temporaryFolder();
    const [narrow, wide] = [`${folder.path}/narrow.safetensors`, `${folder.path}/wide.safetensors`];
    await rewrite(narrow, { dtype, convert: (values) => narrowed(values, dtype) });
    await rewrite(wide, {
      dtype: "F32",
      convert: (values) => widened(narrowed(values, dtype), dtype),
    });
    assert.deepEqual(await logitsOf(narrow), await logitsOf(wide));
  });
}

Deno.test("openModel() refuses weights stored as something it cannot widen", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/m.safetensors`;
  await rewrite(path, { dtype: "F64", convert: (values) => Float64Array.from(values) });
  await assert.rejects(
    openModel(path, config),
    new TypeError(
      'Cannot open model: tensor "model.embed_tokens.weight" is stored as F64, ' +
        "supported are F32, F16 and BF16",
    ),
  );
});

/** Tensors beside the model's own; whether it opens, else what it is refused with. */
const additions: readonly (readonly [name: string, refusal: string | null])[] = [
  ["model.layers.0.self_attn.q_proj.bias", 'have a tensor "model.layers.0.self_attn.q_proj.bias"'],
  ["model.layers.1.self_attn.q_norm.weight", "for which config.json has no place"],
  ["model.layers.0.self_attn.rotary_emb.inv_freq", null],
  ["v_head.summary.weight", null],
  ["lm_head.weight", 'another "lm_head.weight" than "model.embed_tokens.weight"'],
];

for (const [name, refusal] of additions) {
  Deno.test(`openModel() ${refusal === null ? "takes" : "refuses"} weights with ${name}`, async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/m.safetensors`;
    await rewrite(path, { dtype: "F32", convert: (values) => values, more: [name] });
    const opened = openModel(path, config);
    if (refusal === null) await opened;
    else await assert.rejects(opened, (error: Error) => error.message.includes(refusal));
  });
}

Deno.test("openModel() takes a tied model whose file has its one table twice", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/m.safetensors`;
  const table = await readTensor(await openWeights(weights), "model.embed_tokens.weight");
  await rewrite(path, {
    dtype: "F32",
    convert: (values) => values,
    more: ["lm_head.weight"],
    added: table,
  });
  await openModel(path, config);
  table[table.length - 1] += 1;
  await rewrite(path, {
    dtype: "F32",
    convert: (values) => values,
    more: ["lm_head.weight"],
    added: table,
  });
  await assert.rejects(openModel(path, config), /another "lm_head.weight"/);
});

async function logitsOf(path: string): Promise<Float32Array> {
  const graph = logitsGraph(await openModel(path, config), { batch: 1, tokens: 6 });
  await using program = await onnxRuntimeEngine({ threads: 1 }).compile(graph);
  const { logits } = await program.run({ ids: int64([3, 14, 15, 92, 65, 35], [1, 6]) });
  return floats(logits);
}

/** The checkpoint's tensors again, converted. */
async function rewrite(
  path: string,
  { dtype, convert, more = [], added = new Float32Array(48) }: {
    dtype: SafetensorsDtype;
    convert: (values: Float32Array) => ArrayBufferView;
    /** Names of tensors to come last, each holding what `added` does. */
    more?: readonly string[];
    added?: Float32Array;
  },
): Promise<void> {
  const files = await openWeights(weights);
  const entries = await Promise.all(
    [...files.tensors.values()].map(async ({ name, shape }) => ({
      name,
      shape,
      dtype,
      data: convert(await readTensor(files, name)),
    })),
  );
  const others = more.map((name) => ({
    name,
    shape: [added.length / 48, 48],
    dtype: "F32" as const,
    data: added,
  }));
  await writeSafetensors(path, [...entries, ...others]);
}

/** Rounded to float16, or cut to bfloat16. */
function narrowed(values: Float32Array, dtype: "F16" | "BF16"): Float16Array | Uint16Array {
  if (dtype === "F16") return Float16Array.from(values);
  return Uint16Array.from(new Uint32Array(values.slice().buffer), (word) => word >>> 16);
}

function widened(halves: Float16Array | Uint16Array, dtype: "F16" | "BF16"): Float32Array {
  if (dtype === "F16") return Float32Array.from(halves);
  return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
}

async function temporaryFolder() {
  const path = await Deno.makeTempDir();
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
