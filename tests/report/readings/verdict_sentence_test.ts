import assert from "node:assert/strict";
import { exactTexts, longestExact } from "../../../src/report/readings/headline.ts";
import { verdictSentence } from "../../../src/report/readings/verdict_sentence.ts";
import { plantedFit } from "../synthetic_paper_run.ts";
import { claims } from "../synthetic_records.ts";

const records = [
  plantedFit({ text: "a", tokens: 8, accuracy: 1 }),
  plantedFit({ text: "b", tokens: 8, accuracy: 0.5 }),
  plantedFit({ text: "c", tokens: 16, accuracy: 0.5 }),
];

Deno.test("the verdict counts a real model’s claims, and says what was not tested", () => {
  const { where, finding, claims: told } = verdictSentence({
    model: { id: "some-model", kind: "transfer" },
    longest: longestExact(records),
    claims,
  });
  assert.match(where, /^On some-model, a pretrained model that is none of the paper’s, $/);
  assert.match(finding, /whole texts of up to 8 tokens in one forward pass$/);
  // Of five one ran on tiny models only, and one has no fit by the paper's recipe.
  assert.match(
    told,
    /of the paper’s 5 claims 1 is seen here too, 1 is not seen, 1 is undecided, 1 is read by other recipes alone and 1 is not tested\.$/,
  );
});

Deno.test("the verdict tells claims that other recipes alone read from those that nothing does", () => {
  const { claims: told } = verdictSentence({
    model: { id: "some-model", kind: "transfer" },
    longest: null,
    claims: claims.map((one) =>
      one.kind === "machinery" ? one : { ...one, verdict: "not run", open: "holds" }
    ),
  });
  assert.match(told, /claims 4 are read by other recipes alone and 1 is not tested\.$/);
});

Deno.test("the verdict on tiny models says that they say nothing", () => {
  const { where, claims: told } = verdictSentence({
    model: { id: "tiny-llama", kind: "machinery" },
    longest: null,
    claims: claims.filter(({ kind }) => kind === "machinery"),
  });
  assert.match(where, /only shows that the experiments run/);
  assert.match(told, /1 claim.* 1 ran \(which says nothing of the paper\)/);
});

Deno.test("a run of nothing has a verdict too", () => {
  const { finding } = verdictSentence({ model: null, longest: null, claims: [] });
  assert.equal(finding, "Nothing was fitted");
});

Deno.test("the longest exact text is told with all texts of its length", () => {
  const [eight] = exactTexts(records).filter(({ tokens }) => tokens === 8);
  assert.equal(eight.exact, 1);
  assert.equal(eight.texts, 2);
  // binom.test(1, 2) of R: 0.01257912 to 0.98742088.
  assert.ok(Math.abs(eight.share.low - 0.01257912) < 1e-6);
  assert.ok(Math.abs(eight.share.high - 0.98742088) < 1e-6);
});
