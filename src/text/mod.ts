/**
 * Text: the tokenizer, and the sources whose texts are reconstructed.
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
export { listTexts, loadText, type ProseEntry } from "./prose.ts";
