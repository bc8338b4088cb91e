import { Buffer } from "node:buffer";
import { deflateSync } from "fflate";

/**
 * Text as raw DEFLATE in base64, which a browser's `DecompressionStream` reads. The same text gives
 * the same characters, on every machine.
 */
export function deflated(text: string): string {
  return Buffer.from(deflateSync(new TextEncoder().encode(text), { level: 9 })).toString("base64");
}
