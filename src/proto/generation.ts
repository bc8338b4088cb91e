/**
 * Text (a): what a model writes on its own from the proto-tokens of a text, and whether it has to do
 * with that text.
 */
import type { Reading } from "./autoregress.ts";
import { tfIdf, tokenSimilarity } from "./tf_idf.ts";

/** Every order-keeping choice of e and m, without and with BOS before it. */
export const generationPrompts = ["e", "m", "e m", "BOS e", "BOS m", "BOS e m"] as const;

/**
 * What a prompt stands for: "BOS", "e" and "m" in any order and number, separated by spaces.
 *
 * @throws RangeError where it has another word, or one that the solution lacks
 */
export function promptReadings(
  prompt: string,
  { proto, width, bosId }: {
    /** Rows e, m: [K, D]. */
    readonly proto: Float32Array;
    readonly width: number;
    readonly bosId: number;
  },
): Reading[] {
  const rows = ["e", "m"].slice(0, proto.length / width);
  return prompt.split(" ").map((word) => {
    if (word === "BOS") return bosId;
    const row = rows.indexOf(word);
    if (row !== -1) return proto.subarray(row * width, (row + 1) * width);
    throw new RangeError(
      `Cannot generate from "${prompt}": it says "${word}", want words of BOS, ${rows.join(", ")}`,
    );
  });
}

/** How much a piece of text has in common with others; cosines of TF-IDF, 0…1. */
export interface Similarity {
  readonly own: number;
  /** Mean over the other documents. */
  readonly other: number;
}

/**
 * Similarity of what was written to its own document and to the others. Rarity is counted over all
 * of them and what was written.
 *
 * @throws RangeError where there are no others
 */
export function similarityOf(
  written: readonly number[],
  { documents, own }: {
    readonly documents: readonly (readonly number[])[];
    /** Index of the own document. */
    readonly own: number;
  },
): Similarity {
  if (documents.length < 2) {
    throw new RangeError("Cannot compare what was written: there is no other text to compare with");
  }
  const weigh = tfIdf([...documents, written]);
  const weights = weigh(written);
  const each = documents.map((ids) => tokenSimilarity(weights, weigh(ids)));
  const others = each.reduce((sum, value) => sum + value, 0) - each[own];
  return { own: each[own], other: others / (documents.length - 1) };
}
