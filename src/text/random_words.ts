import { seeds, type Stream, stream } from "../random/mod.ts";
import { sha256 } from "./_sha256.ts";
import type { TextRecord } from "./text_record.ts";
import type { WordList } from "./word_list.ts";

/** `count` words drawn uniformly and independently, joined by spaces. */
export function randomWords(
  words: readonly string[],
  options: { count: number; stream: Stream },
): string {
  const { count, stream } = options;
  return Array.from({ length: count }, () => words[stream.integer(words.length)]).join(" ");
}

/**
 * Random texts: the paper's source that no model can predict. Text i comes from the stream
 * (seed, "random-words", i), so a longer run begins with the texts of a shorter one.
 */
export function randomTexts(
  list: WordList,
  options: { count: number; wordsEach?: number; seed?: number },
): TextRecord[] {
  // Every word is at least one token, so that 1,448 words reach the end of the paper's grid.
  const { count, wordsEach = 1448, seed = seeds["random-words"].seed } = options;
  return Array.from({ length: count }, (_, i) => {
    const source = stream(seed, "random-words", i);
    const text = randomWords(list.words, { count: wordsEach, stream: source });
    return {
      id: `random-${list.name}-${seed}-${i}`,
      source: "random" as const,
      licence: list.licence,
      sha256: sha256(text),
      text,
      ...(list.standIn === undefined ? {} : { standIn: list.standIn }),
    };
  });
}
