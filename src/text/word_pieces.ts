import { Tokenizer } from "@huggingface/tokenizers";
import { readJsonObject } from "../models/weights/mod.ts";

/** The largest published tokenizer.json files are some twenty megabytes. */
const MAX_BYTES = 64_000_000;

/**
 * The word pieces of a text as a BERT reads it, [CLS] … [SEP], at most `longest` of them: what is
 * too much is cut before [SEP]. `path` is its tokenizer.json.
 */
export async function wordPieces(
  path: string,
  { longest }: { readonly longest: number },
): Promise<(text: string) => number[]> {
  const content = await readJsonObject(path, { what: "tokenizer", maxBytes: MAX_BYTES });
  const tokenizer = new Tokenizer(content, {});
  return (text) => {
    const { ids } = tokenizer.encode(text);
    return ids.length <= longest ? ids : [...ids.slice(0, longest - 1), ids[ids.length - 1]];
  };
}
