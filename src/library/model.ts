import type { Tokenizer } from "../text/mod.ts";

/** A frozen language model in a thread of its own. `await using` ends it. */
export interface Model extends AsyncDisposable {
  /** Its id, or for files of one's own the name of their file or folder. */
  readonly id: string;
  /** Who the weights came from, in words. */
  readonly source: string;
  /** sha256 of the published weights: solutions are read by the same weights only. */
  readonly weightsSha256: string;
  /** sha256 of the tokenizer's data. */
  readonly tokenizerSha256: string;
  /** D, components of a proto-token. */
  readonly width: number;
  /** L, layers. */
  readonly layers: number;
  /** V, size of the vocabulary. */
  readonly vocabulary: number;
  /** Most positions of one pass. */
  readonly context: number;
  /** Text to token ids and back. */
  readonly tokenizer: Tokenizer;
  /** Stops what it is fitting, keeps what can be gone on with, and frees the model. */
  [Symbol.asyncDispose](): Promise<void>;
}
