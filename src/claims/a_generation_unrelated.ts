import { type Claim, notRun } from "./claim.ts";
import { byModel } from "./evidence.ts";
import { judgeParts } from "./parts.ts";
import { meanByText, textMean } from "./text_mean.ts";
import { scopeOf } from "./words.ts";

/** Similarities closer than this count as alike; unrelated prose has about 0.1 in common. */
const margin = 0.05;

/** Judged by a number where the paper judged by eye: is it nearer to its own text than to others? */
export const aGenerationUnrelated: Claim = {
  id: "A-generation-unrelated",
  experiment: "a",
  statement:
    "What the model generates autoregressively from the proto-tokens is unrelated to the " +
    "text",
  place: "Text (a)",
  paper: "judged by eye: 50 contexts of 128 tokens, 256-token continuations (Llama-3.2-1B)",
  basis: "tokens",
  division: "closed",
  evaluate({ generations }) {
    if (generations.length === 0) {
      return notRun("Wants generation from proto-tokens with and without BOS; none has run.");
    }
    const parts = byModel(generations).flatMap(([model, ofModel]) =>
      [...Map.groupBy(ofModel, ({ job }) => job.prompt)].sort(([a], [b]) => a < b ? -1 : 1).map(
        ([prompt, there]) => {
          const texts = meanByText(
            there,
            ({ result }) => result.ownSimilarity - result.otherSimilarity,
          );
          return {
            name: `${model}, from ${prompt}, ${texts.size} texts`,
            within: [-margin, margin] as const,
            interval: (level: number) =>
              textMean([...texts.values()], {
                claim: "A-generation-unrelated",
                estimate: `${model} ${prompt}`,
                level,
                range: [-1, 1],
              }),
          };
        },
      )
    );
    return judgeParts(parts, {
      scope: scopeOf(generations.map(({ job }) => job)),
      reason: "Similarity (cosine of TF-IDF) of what was generated to its own text and " +
        "continuation, minus that to the others.",
      jobs: generations.map(({ key }) => key),
    });
  },
};
