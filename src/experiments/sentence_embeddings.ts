/**
 * Sentence embeddings by all-MiniLM-L6-v2: the mean of the last hidden states over the word pieces,
 * scaled to norm 1, of the first 256 pieces; as the model's own configuration has it.
 *
 * @module
 */
import { fixtureSettings } from "../fixtures/mod.ts";
import { readBertConfig, sentenceGraph } from "../models/bert.ts";
import { ensureModel, type LoadOptions } from "../models/load.ts";
import { openWeights } from "../models/weights/mod.ts";
import { type Engine, float32, floats, int64 } from "../runtime/mod.ts";
import { wordPieces } from "../text/word_pieces.ts";
import type { ModelIdentity } from "../records/record.ts";

/** The model the paper measures semantic distance with. */
const modelId = "all-minilm-l6-v2";

/** Longest text it reads, in word pieces. */
const longest = 256;

/** The sentence model on this machine: plain data, to be sent to where the engine is. */
export interface SentenceModel {
  readonly identity: ModelIdentity;
  readonly weights: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Path of its tokenizer.json. */
  readonly tokenizer: string;
}

/** Gets the model from the cache or its sources; null where none has it. */
export async function findSentenceModel(options: LoadOptions = {}): Promise<SentenceModel | null> {
  const { settings = fixtureSettings() } = options;
  // A file that the user points at is the language model's.
  const own = { ...options, settings: { ...settings, modelFile: undefined } };
  const ready = await ensureModel(modelId, own).catch((error) => {
    options.signal?.throwIfAborted();
    // A damaged file is worth an error; a source out of reach is not.
    if (error.name === "WrongFileError") throw error;
    return null;
  });
  if (ready === null || ready.tokenizer.kind !== "json") return null;
  const { id, weightsSha256, tokenizerSha256, weights, config, tokenizer } = ready;
  return {
    identity: { id, weightsSha256, tokenizerSha256 },
    weights,
    config,
    tokenizer: tokenizer.path,
  };
}

/** What the model reads of each text. */
export async function sentencePieces(
  texts: readonly string[],
  { tokenizer }: Pick<SentenceModel, "tokenizer">,
): Promise<number[][]> {
  const pieces = await wordPieces(tokenizer, { longest });
  return texts.map(pieces);
}

/** The embedding [D] of each text, of norm 1, from its word pieces. */
export async function sentenceEmbeddings(
  texts: readonly (readonly number[])[],
  { engine, model, onText }: {
    readonly engine: Engine;
    readonly model: Pick<SentenceModel, "weights" | "config">;
    /** Before each text; may throw to end the work. */
    readonly onText?: () => void;
  },
): Promise<Float32Array[]> {
  if (texts.length === 0) return [];
  const tokens = Math.max(...texts.map(({ length }) => length));
  const weights = await openWeights(model.weights);
  const graph = sentenceGraph(readBertConfig(model.config), { weights, tokens });
  await using program = await engine.compile(graph);
  const embeddings: Float32Array[] = [];
  for (const pieces of texts) {
    onText?.();
    const padding = new Array<number>(tokens - pieces.length).fill(0);
    const each = (real: number, pad: number) =>
      float32(Float32Array.from({ length: tokens }, (_, i) => i < pieces.length ? real : pad), [
        1,
        tokens,
      ]);
    const { embedding } = await program.run({
      ids: int64([...pieces, ...padding], [tokens]),
      mask: each(0, -Infinity),
      share: each(1 / pieces.length, 0),
    });
    const mean = floats(embedding);
    const norm = Math.hypot(...mean);
    embeddings.push(mean.map((value) => value / norm));
  }
  return embeddings;
}
