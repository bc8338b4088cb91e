import { pinnedStream } from "../random/mod.ts";
import { shuffled } from "./shuffled.ts";

/**
 * A text's ids after the rows of the output table were shuffled: `ids[i]` becomes the row whose
 * place it took, σ(id).
 *
 * A one-pass fit reads its proto-tokens and no token, so the input embeddings take no part in it,
 * tied or not; and cross-entropy sums over all rows in any order. Fitting `ids` to a table with row
 * σ(j) at j is therefore fitting σ(ids) to the table as it is, and no weights have to be written.
 * What goes is what the model knows of one token following another; which tokens of the text are
 * equal stays.
 */
export function shuffledIds(
  ids: readonly number[],
  { vocabulary, seed }: { readonly vocabulary: number; readonly seed: number },
): number[] {
  const order = shuffledVocabulary(vocabulary, seed);
  return ids.map((id) => order[id]);
}

/** σ: a random order of the V rows, one a seed. */
export function shuffledVocabulary(vocabulary: number, seed: number): number[] {
  const rows = Array.from({ length: vocabulary }, (_, row) => row);
  return shuffled(rows, pinnedStream("shuffled-vocabulary", seed));
}
