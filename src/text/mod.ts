/**
 * Text: the tokenizer, the sources whose texts are reconstructed (one file each), and the prefix
 * lengths at which the paper measured. Every text carries its source, licence and sha256, and says
 * what it stands in for where it is not the paper's own.
 *
 * @module
 */
export {
  type Tokenizer,
  type TokenizerConfig,
  tokenizerFromGguf,
  tokenizerFromJson,
} from "./tokenizer.ts";
export type { TextRecord, TextSource } from "./text_record.ts";
export { bookOf, committedTexts, listTexts, loadText, type ProseEntry } from "./prose.ts";
export { pg19Texts } from "./pg19.ts";
export { fanficTexts } from "./fanfics.ts";
export { type ChunkOptions, chunkTexts, type Download, secondHalf } from "./chunk_dataset.ts";
export { writtenTexts } from "./written.ts";
export { randomTexts, randomWords } from "./random_words.ts";
export { gloveOrStandIn } from "./glove_or_stand_in.ts";
export { englishWords, gloveWords, type WordList } from "./word_list.ts";
export {
  type GeneratedText,
  generateText,
  type NextLogits,
  sampleContinuation,
} from "./generated.ts";
export { prefixGrid, prefixOf } from "./prefix_grid.ts";
export { decodeUtf8 } from "./decode_utf8.ts";
export { exactIds } from "./exact_ids.ts";
