import assert from "node:assert/strict";
import { tfIdf, tokenSimilarity } from "../../src/proto/tf_idf.ts";

/** What scikit-learn makes of the same documents: fixtures/golden/tf_idf.py. */
const golden = JSON.parse(
  await Deno.readTextFile(new URL("../../fixtures/golden/tf_idf.json", import.meta.url)),
) as Record<"corpus" | "others" | "weights" | "similarities", number[][]> & { terms: number[] };

const { corpus, others, terms } = golden;
const weigh = tfIdf(corpus);
const documents = [...corpus, ...others].map(weigh);

Deno.test("tfIdf() gives scikit-learn's weights, unknown tokens and empty documents too", () => {
  documents.forEach((weights, i) => {
    terms.forEach((id, column) => near(weights.get(id) ?? 0, golden.weights[i][column]));
    for (const id of weights.keys()) assert.ok(terms.includes(id), `${id} is no term`);
  });
});

Deno.test("tokenSimilarity() gives scikit-learn's cosines", () => {
  documents.forEach((a, i) =>
    documents.forEach((b, j) => near(tokenSimilarity(a, b), golden.similarities[i][j]))
  );
});

function near(got: number, want: number) {
  assert.ok(Math.abs(got - want) < 1e-12, `${got}, want ${want}`);
}
