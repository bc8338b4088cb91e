import pinned from "../../fixtures/texts/words/word_lists.json" with { type: "json" };
import { sha256 } from "./_sha256.ts";

/** Words to draw from, most frequent first, with their provenance. */
export interface WordList {
  readonly name: keyof typeof pinned;
  readonly words: readonly string[];
  readonly licence: string;
  readonly sha256: string;
  /** Present when the list stands in for GloVe's 100,000 words, which the paper draws from. */
  readonly standIn?: string;
}

/**
 * The committed stand-in for GloVe's words: 82,834 words of English books by frequency. Unlike
 * GloVe's list it holds no numbers, punctuation or words of other languages.
 */
export async function englishWords(): Promise<WordList> {
  const file = new URL("../../fixtures/texts/words/english.txt", import.meta.url);
  const standIn = "82,834 words of an English frequency dictionary, in place of GloVe's 100,000";
  return { ...check("english", await Deno.readFile(file)), standIn };
}

/**
 * GloVe's 100,000 most frequent words, the paper's own list, from bytes that hold one on a line.
 *
 * @throws {Error} when the bytes are not the published list
 */
export function gloveWords(bytes: Uint8Array): WordList {
  return check("glove", bytes);
}

function check(name: keyof typeof pinned, bytes: Uint8Array): WordList {
  const { sha256: wanted, licence, words: count } = pinned[name];
  const got = sha256(bytes);
  if (got !== wanted) {
    throw new Error(
      `Cannot use the word list "${name}": its sha256 is ${got}, it must be ${wanted}`,
    );
  }
  const words = new TextDecoder().decode(bytes).split("\n").slice(0, count);
  return { name, words, licence, sha256: got };
}
