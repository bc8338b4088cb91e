/**
 * A byte-level BPE tokenizer as the `tokenizer.json` format writes it, reduced to the fields that
 * encoding and decoding use. Special tokens are never added here, so post-processors, truncation
 * and padding are left out.
 */
export interface ByteLevelBpe {
  readonly version: "1.0";
  readonly added_tokens: readonly AddedToken[];
  readonly normalizer: { readonly type: "NFC" } | null;
  readonly pre_tokenizer: {
    readonly type: "Sequence";
    readonly pretokenizers: readonly Splitter[];
  };
  readonly post_processor: null;
  readonly decoder: { readonly type: "ByteLevel" };
  readonly model: {
    readonly type: "BPE";
    readonly vocab: Readonly<Record<string, number>>;
    readonly merges: readonly (readonly [string, string])[];
    readonly ignore_merges: boolean;
  };
}

/** A token that is cut out of the text before byte pairs are merged. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
  readonly special: boolean;
}

/** One stage of pre-tokenization. */
export type Splitter =
  | {
    readonly type: "Split";
    readonly pattern: { readonly Regex: string };
    readonly behavior: "Isolated";
    readonly invert: false;
  }
  | { readonly type: "ByteLevel"; readonly add_prefix_space: boolean; readonly use_regex: boolean };

/** Cuts the text before and after every match of `regex`. */
export function isolate(regex: string): Splitter {
  return { type: "Split", pattern: { Regex: regex }, behavior: "Isolated", invert: false };
}

/**
 * Every numeric character on its own, ½ and ² included. The format's own `Digits` stage means
 * this, but the JavaScript library knows only 0 to 9 as digits.
 */
export const individualDigits: Splitter = isolate("\\p{N}");

/** GPT-2's stage: its regular expression, then bytes as printable characters. */
export const byteLevel: Splitter = { type: "ByteLevel", add_prefix_space: false, use_regex: true };
