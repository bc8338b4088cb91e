/** Sentence embeddings against PyTorch: fixtures/golden/sentence_embeddings.py. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import {
  findSentenceModel,
  sentenceEmbeddings,
  sentencePieces,
} from "../../src/experiments/sentence_embeddings.ts";
import { readBertConfig, sentenceGraph } from "../../src/models/bert.ts";
import { openWeights } from "../../src/models/weights/mod.ts";
import { onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { tfjsEngine } from "../../src/runtime/tfjs/mod.ts";
import { fixtureSettings } from "../../src/fixtures/mod.ts";
import { goldenTensors } from "../models/golden_checkpoint.ts";

const golden = new URL("../../fixtures/golden/", import.meta.url);
const readJson = async (name: string) => JSON.parse(await Deno.readTextFile(new URL(name, golden)));

const tiny = {
  weights: fileURLToPath(new URL("bert-tiny/model.safetensors", golden)),
  config: await readJson("bert-tiny/config.json"),
};
const onnxruntime = onnxRuntimeEngine({ threads: 1 });

for (const engine of [onnxruntime, await tfjsEngine()]) {
  Deno.test(`a random BERT gives PyTorch's embeddings, padding or none, on ${engine.name}`, async () => {
    const { texts } = await readJson("bert-tiny/golden.json") as {
      texts: { pieces: number[]; embedding: number[] }[];
    };
    // Texts of 3, 9 and 24 pieces in one graph of 24, so that two are padded.
    const got = await sentenceEmbeddings(texts.map(({ pieces }) => pieces), {
      engine,
      model: tiny,
    });
    texts.forEach(({ embedding }, i) => close(got[i], embedding));
  });
}

Deno.test("a sentence model refuses more pieces than it has positions for", async () => {
  const weights = await openWeights(tiny.weights);
  assert.throws(
    () => sentenceGraph(readBertConfig(tiny.config), { weights, tokens: 25 }),
    new RangeError("Cannot read 25 word pieces: the sentence model's context is 24"),
  );
});

for (
  const [change, message] of [
    [{ model_type: "roberta" }, 'model_type is "roberta", supported "bert"'],
    [{ hidden_act: "gelu_new" }, 'hidden_act is "gelu_new", supported "gelu"'],
    [
      { position_embedding_type: "relative_key" },
      'position_embedding_type is "relative_key", supported "absolute"',
    ],
    [{ hidden_size: "32" }, 'hidden_size is "32", want a number'],
  ] as const
) {
  Deno.test(`a BERT whose ${Object.keys(change)[0]} is not supported is refused by name`, () => {
    assert.throws(
      () => readBertConfig({ ...tiny.config, ...change }),
      new TypeError(`Cannot open model: ${message}`),
    );
  });
}

// From the cache only: a test fetches nothing.
const minilm = await findSentenceModel({ only: [] });
const skipped = minilm === null
  ? ' (skipped: "deno task fixtures fetch all-minilm-l6-v2" gets the model)'
  : "";

Deno.test({
  name: `all-MiniLM-L6-v2 reads PyTorch's word pieces and gives its embeddings${skipped}`,
  ignore: minilm === null,
  async fn() {
    const { texts } = await readJson("minilm.json") as {
      texts: { text: string; pieces: number[] }[];
    };
    const pieces = await sentencePieces(texts.map(({ text }) => text), minilm!);
    assert.deepEqual(pieces, texts.map((text) => text.pieces));
    const want = await (await goldenTensors("minilm"))("embeddings");
    const got = await sentenceEmbeddings(pieces, { engine: onnxruntime, model: minilm! });
    got.forEach((embedding, i) => close(embedding, [...want.subarray(384 * i, 384 * (i + 1))]));
  },
});

Deno.test("where no source has the sentence model, there is none", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const settings = { ...fixtureSettings(() => undefined), cacheFolder: folder };
    assert.equal(await findSentenceModel({ settings, only: [] }), null);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** PyTorch's float32 and ours, both some roundings from the truth. */
function close(got: Float32Array, want: readonly number[]) {
  assert.equal(got.length, want.length);
  const furthest = Math.max(...want.map((value, i) => Math.abs(got[i] - value)));
  assert.ok(furthest < 2e-6, `off by ${furthest}`);
}
