import { createHash } from "node:crypto";

/**
 * JSON with object keys sorted and undefined members left out: equal data, equal text.
 *
 * @throws TypeError where a number is not finite: JSON would call it null, like another one
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (name, inner) => {
    if (typeof inner === "number" && !Number.isFinite(inner)) {
      throw new TypeError(`Cannot write "${name}" as JSON: it is ${inner}, want a finite number`);
    }
    return inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a < b ? -1 : 1))
      : inner;
  });
}

/** sha256 of a text or of bytes, hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The key of a job: sha256 of its canonical JSON. */
export function keyOf(job: unknown): string {
  return sha256(canonicalJson(job));
}

/** Identity of a list of token ids: sha256 of them joined by commas. */
export function tokenIdsSha256(ids: readonly number[]): string {
  return sha256(ids.join(","));
}
