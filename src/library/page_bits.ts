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
}

/** Bits a token of a page of `chunks` vectors e and one m, D = `width`, that holds `text`. */
export function pageBits(
  text: string,
  { chunks, width, tokens }: {
    readonly chunks: number;
    readonly width: number;
    readonly tokens: number;
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
  };
}
