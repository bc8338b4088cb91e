import { gzipSync } from "node:zlib";

/** A file as it is carried, and its size there. */
export interface Packed {
  /** Relative to the page. */
  readonly file: string;
  /** What a browser fetches of it. */
  readonly bytes: number;
}

/**
 * gzip, undone by the page itself: half of what a host that does not compress would send. The name
 * ends in ".packed", since many hosts undo a ".gz" on the way, and the page would once more.
 */
export function packed(content: Uint8Array): Uint8Array {
  return new Uint8Array(gzipSync(content, { level: 9 }));
}
