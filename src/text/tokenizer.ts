import { Tokenizer as ByteLevelTokenizer } from "@huggingface/tokenizers";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readJsonObject, type TokenizerData } from "../models/weights/mod.ts";
import type { ByteLevelBpe } from "./_byte_level_bpe.ts";
import { byteLevelBpeFromGguf } from "./_gguf_vocabulary.ts";
import { sha256 } from "./_sha256.ts";
import { byteLevelBpeFromJson } from "./_tokenizer_json.ts";

/** Text to token ids and back. */
export interface Tokenizer {
  /** The ids of a text; no bos, eos or other special token is added. */
  encode(text: string): number[];
  /**
   * The text of some ids, spaces left exactly as they are. Bytes that are not UTF-8, and ids that
   * the vocabulary lacks (models pad theirs), come out as U+FFFD.
   */
  decode(ids: readonly number[]): string;
  /** One more than the largest id. A model's own vocabulary may be padded beyond it. */
  readonly vocabularySize: number;
  /** sha256 of the file, or of the JSON text of the object, that the tokenizer was built from. */
  readonly sha256: string;
  /** Stands before a text where the model was trained so; null where it has none. */
  readonly bosId: number | null;
  /** Stands after a text; null where it has none. */
  readonly eosId: number | null;
}

/** Where `tokenizer.json` names no beginning and end of a text, these fields do. */
export interface TokenizerConfig {
  readonly bos_token?: string | { readonly content: string } | null;
  readonly eos_token?: string | { readonly content: string } | null;
}

/** The largest published tokenizer.json files are some twenty megabytes. */
const MAX_BYTES = 64_000_000;

/**
 * The tokenizer inside a GGUF file. Its recipe may put bos before a text; encode() never does.
 *
 * @throws {RangeError} when the file names a pre-tokenizer that is not known here
 * @throws {SyntaxError} when tokens, types and merges do not fit together
 */
export function tokenizerFromGguf(data: TokenizerData): Tokenizer {
  const content = byteLevelBpeFromGguf(data);
  const hash = sha256(JSON.stringify(content));
  return build(content, { sha256: hash, bosId: data.bosId, eosId: data.eosId });
}

/**
 * The byte-level BPE tokenizer of a `tokenizer.json`, given as a path or as its parsed content.
 *
 * For a path, bos and eos come from `tokenizer_config.json` beside it where there is one; for an
 * object, from `config`.
 *
 * @throws {SyntaxError} naming the field that is malformed or not supported
 */
export async function tokenizerFromJson(
  source: string | URL | object,
  config: TokenizerConfig = {},
): Promise<Tokenizer> {
  if (typeof source === "string" || source instanceof URL) {
    const path = source instanceof URL ? fileURLToPath(source) : source;
    const content = await readJsonObject(path, { what: "tokenizer", maxBytes: MAX_BYTES });
    const beside = await readConfig(join(dirname(path), "tokenizer_config.json"));
    const hash = sha256(await Deno.readTextFile(path));
    return fromContent(content, { sha256: hash, ...beside, ...config });
  }
  return fromContent(source, { sha256: sha256(JSON.stringify(source)), ...config });
}

function fromContent(
  content: unknown,
  options: TokenizerConfig & { sha256: string },
): Tokenizer {
  const bpe = byteLevelBpeFromJson(content);
  const idOf = (token: TokenizerConfig["bos_token"]): number | null => {
    const text = typeof token === "string" ? token : token?.content;
    if (text === undefined) return null;
    const added = bpe.added_tokens.find(({ content }) => content === text)?.id;
    return added ?? (Object.hasOwn(bpe.model.vocab, text) ? bpe.model.vocab[text] : null);
  };
  return build(bpe, {
    sha256: options.sha256,
    bosId: idOf(options.bos_token),
    eosId: idOf(options.eos_token),
  });
}

function build(
  content: ByteLevelBpe,
  options: { sha256: string; bosId: number | null; eosId: number | null },
): Tokenizer {
  const library = new ByteLevelTokenizer(content, { clean_up_tokenization_spaces: false });
  const known = new Set(Object.values(content.model.vocab));
  for (const { id } of content.added_tokens) known.add(id);
  let vocabularySize = 0;
  for (const id of known) vocabularySize = Math.max(vocabularySize, id + 1);

  function decodeKnown(ids: number[]): string {
    if (ids.length === 0) return "";
    return library.decode(ids, { skip_special_tokens: false, clean_up_tokenization_spaces: false });
  }

  return {
    ...options,
    vocabularySize,
    encode: (text) => library.encode(text, { add_special_tokens: false }).ids,
    decode(ids) {
      let text = "";
      let run: number[] = [];
      for (const id of ids) {
        if (known.has(id)) {
          run.push(id);
        } else {
          text += decodeKnown(run) + "\uFFFD";
          run = [];
        }
      }
      return text + decodeKnown(run);
    },
  };
}

async function readConfig(path: string): Promise<TokenizerConfig> {
  try {
    return await readJsonObject(path, { what: "tokenizer config", maxBytes: MAX_BYTES });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}
