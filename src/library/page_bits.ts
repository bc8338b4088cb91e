import { gzipSync } from "fflate";

/** What a page takes for each of its tokens, bits. */
export interface PageBits {
  /** Vectors stored: one e a chunk, and m. */
  readonly vectors: number;
  /** As the file has them. */
  readonly float32: number;
  /** Were they stored in half the bits. */
  readonly float16: number;
  /** What gzip makes of the text's UTF-8 at its best, header included, for comparison. */
  readonly gzip: number;
  /**
   * What an ideal arithmetic coder would take that asks the same model for each next token: what the
   * text costs who stores no vectors. The model reads at most {@link windowTokens} at a time.
   */
  readonly arithmetic: number;
}

/** Tokens that are read in one go where a text's information is taken. */
export const windowTokens = 512;

/** Bits a token of a page of `chunks` vectors e and one m, D = `width`, that holds `text`. */
export function pageBits(
  text: string,
  { chunks, width, tokens, informationNats }: {
    readonly chunks: number;
    readonly width: number;
    readonly tokens: number;
    /** Of the whole text under the model. */
    readonly informationNats: number;
  },
): PageBits {
  const vectors = chunks + 1;
  // Without a date, which some packers' bytes depend on.
  const packed = gzipSync(new TextEncoder().encode(text), { level: 9, mtime: 0 });
  return {
    vectors,
    float32: vectors * width * 32 / tokens,
    float16: vectors * width * 16 / tokens,
    gzip: packed.length * 8 / tokens,
    arithmetic: informationNats / Math.LN2 / tokens,
  };
}
