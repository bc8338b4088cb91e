import type { TokenizerData } from "../models/weights/mod.ts";
import {
  byteLevel,
  type ByteLevelBpe,
  individualDigits,
  type Splitter,
} from "./_byte_level_bpe.ts";

/**
 * Stages by `tokenizer.ggml.pre`. "smollm" splits twice in llama.cpp: at every \p{N}, then by
 * GPT-2's expression.
 */
const stagesByPre: Readonly<Record<string, readonly Splitter[]>> = {
  smollm: [individualDigits, byteLevel],
};

// llama.cpp's token types
const control = 3;
const userDefined = 4;

/**
 * @throws {RangeError} when the pre-tokenizer is unknown
 * @throws {SyntaxError} when tokens, types and merges do not fit together
 */
export function byteLevelBpeFromGguf(data: TokenizerData): ByteLevelBpe {
  const stages = Object.hasOwn(stagesByPre, data.pre) ? stagesByPre[data.pre] : undefined;
  if (stages === undefined) {
    throw new RangeError(
      `Cannot build a tokenizer from the GGUF: its pre-tokenizer is "${data.pre}", known are ` +
        Object.keys(stagesByPre).map((name) => `"${name}"`).join(", "),
    );
  }
  if (data.tokens.length === 0 || data.tokenTypes.length !== data.tokens.length) {
    throw new SyntaxError(
      `Cannot build a tokenizer from the GGUF: ${data.tokens.length} tokens and ` +
        `${data.tokenTypes.length} token types, it needs one type for each token`,
    );
  }
  const vocab = Object.fromEntries(data.tokens.map((token, id) => [token, id]));
  const distinct = Object.keys(vocab).length;
  if (distinct !== data.tokens.length) {
    throw new SyntaxError(
      `Cannot build a tokenizer from the GGUF: ${data.tokens.length} tokens but ${distinct} ` +
        `different ones, every token must be unique`,
    );
  }
  return {
    version: "1.0",
    added_tokens: data.tokens.flatMap((content, id) => {
      const type = data.tokenTypes[id];
      if (type !== control && type !== userDefined) return [];
      const special = type === control;
      return [{ id, content, lstrip: false, rstrip: false, normalized: false, special }];
    }),
    normalizer: null,
    pre_tokenizer: { type: "Sequence", pretokenizers: stages },
    post_processor: null,
    decoder: { type: "ByteLevel" },
    model: { type: "BPE", vocab, merges: data.merges.map(pairOf), ignore_merges: false },
  };
}

/** The two halves of a merge; byte-level tokens hold no space, so there is exactly one. */
function pairOf(merge: string, rank: number): [string, string] {
  const halves = merge.split(" ");
  if (halves.length === 2 && halves[0] !== "" && halves[1] !== "") return [halves[0], halves[1]];
  throw new SyntaxError(
    `Cannot build a tokenizer from the GGUF: merge ${rank} is "${merge}", it must be two tokens ` +
      `with one space between`,
  );
}
