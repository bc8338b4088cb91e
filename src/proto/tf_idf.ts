/** A document as weights of its tokens, of norm 1; empty where none of its tokens is known. */
export type TokenWeights = ReadonlyMap<number, number>;

/**
 * TF-IDF over token ids: how often a token stands in a document × ln((1 + n) / (1 + df)) + 1, where
 * df of the corpus's n documents have it, scaled to norm 1. Tokens that the corpus lacks do not
 * count. As scikit-learn's TfidfVectorizer does it by default.
 */
export function tfIdf(
  corpus: readonly (readonly number[])[],
): (ids: readonly number[]) => TokenWeights {
  const documents = new Map<number, number>();
  for (const ids of corpus) {
    for (const id of new Set(ids)) documents.set(id, (documents.get(id) ?? 0) + 1);
  }
  const rarity = (df: number) => Math.log((1 + corpus.length) / (1 + df)) + 1;
  return (ids) => {
    const weights = new Map<number, number>();
    for (const id of ids) {
      const df = documents.get(id);
      if (df !== undefined) weights.set(id, (weights.get(id) ?? 0) + rarity(df));
    }
    const norm = Math.hypot(...weights.values());
    return new Map([...weights].map(([id, weight]) => [id, weight / norm]));
  };
}

/** Cosine of two documents, 0…1; 0 where one is empty. */
export function tokenSimilarity(a: TokenWeights, b: TokenWeights): number {
  let sum = 0;
  for (const [id, weight] of a) sum += weight * (b.get(id) ?? 0);
  return sum;
}
