import { sha256 } from "../../records/canonical.ts";

/** Bytes that one short hash stands for. */
export const blockBytes = 4096;

/** The first eight hexadecimal digits of each block's sha256: they say where a file was changed. */
export function blockHashes(content: Uint8Array): string[] {
  return Array.from(
    { length: Math.ceil(content.length / blockBytes) },
    (_, at) => sha256(content.subarray(at * blockBytes, (at + 1) * blockBytes)).slice(0, 8),
  );
}

/** "bytes 8192 to 12287": the first block that is another; where only the length is, its end. */
export function firstChange(content: Uint8Array, blocks: readonly string[]): string {
  const got = blockHashes(content);
  const at = got.findIndex((hash, i) => hash !== blocks[i]);
  if (at < 0) return `byte ${content.length} on`;
  return `bytes ${at * blockBytes} to ${Math.min((at + 1) * blockBytes, content.length) - 1}`;
}
