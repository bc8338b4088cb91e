import { committedTexts, prefixOf, type Tokenizer } from "../text/mod.ts";

/** N tokens of a text, to be fitted. */
export interface BatchingText {
  /** The text's id and its first token: "pg19-moby-101+16". */
  readonly id: string;
  readonly targets: readonly number[];
}

/**
 * `count` runs of N tokens of the committed books: the first of each, then the second of each, as
 * far as needed.
 */
export async function batchingTexts(
  tokenizer: Tokenizer,
  { count, tokens }: { readonly count: number; readonly tokens: number },
): Promise<BatchingText[]> {
  const texts = await committedTexts("pg19");
  const runs = Math.ceil(count / texts.length);
  const read = texts.slice(0, count).map(({ id, text }) => ({
    id,
    ids: prefixOf(tokenizer.encode(text), runs * tokens),
  }));
  return Array.from({ length: count }, (_, at) => {
    const { id, ids } = read[at % texts.length];
    const from = tokens * Math.floor(at / texts.length);
    return { id: `${id}+${from}`, targets: ids.slice(from, from + tokens) };
  });
}
