import { createHash } from "node:crypto";
import { canonicalJson } from "./canonical.ts";

/**
 * sha256 of what a file of vectors says, all of it: its metadata as canonical JSON and a line's end,
 * then the tensors' bytes, little-endian float32, in the order of their names.
 */
export function contentSha256(
  metadata: Readonly<Record<string, string>>,
  tensors: Readonly<Record<string, Float32Array>>,
): string {
  const inOrder = Object.keys(tensors).sort().map((name) => tensors[name]);
  return hashOf(`${canonicalJson(metadata)}\n`, inOrder);
}

/** sha256 of the bytes alone, little-endian float32, one tensor after another. */
export function tensorsSha256(tensors: readonly Float32Array[]): string {
  return hashOf("", tensors);
}

function hashOf(head: string, tensors: readonly Float32Array[]): string {
  const hash = createHash("sha256").update(head);
  for (const { buffer, byteOffset, byteLength } of tensors) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest("hex");
}

/** What is wrong with a file whose metadata has, or lacks, the sha256 of its content; null if nothing. */
export function contentFault(
  { sha256, ...metadata }: Readonly<Record<string, string>>,
  tensors: Readonly<Record<string, Float32Array>>,
): string | null {
  if (sha256 !== undefined) {
    return sha256 === contentSha256(metadata, tensors)
      ? null
      : "its content is not what its sha256 was taken of; it was damaged or changed";
  }
  for (const [name, values] of Object.entries(tensors)) {
    const at = values.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) return `component ${at} of ${name} is ${values[at]}, not finite; it was damaged`;
  }
  return null;
}
