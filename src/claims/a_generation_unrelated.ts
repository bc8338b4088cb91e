import { type Claim, notRun } from "./claim.ts";
import type { Evidence } from "./evidence.ts";
import { ofOneLength, othersLeftOut } from "./_one_length.ts";
import { judgeParts, type Part } from "./parts.ts";
import { meanByText, textMean } from "./text_mean.ts";
import { scopeOf } from "./words.ts";

const id = "A-generation-unrelated";

/** Similarities closer than this count as alike; unrelated prose has about 0.1 in common. */
const margin = 0.05;

/** What is surely related has to have more than twice as much: alike is nearer to nothing than to it. */
const leastControl = 2 * margin;

/**
 * Judged by a number where the paper judged by eye: is it nearer to its own text than to others? What
 * the model writes after the text itself is surely related; where even that is not seen to be, the
 * measure is too blunt to tell.
 */
export const aGenerationUnrelated: Claim = {
  id,
  experiment: "a",
  statement:
    "What the model generates autoregressively from the proto-tokens is unrelated to the " +
    "text",
  place: "Text (a)",
  paper: "judged by eye: 50 contexts of 128 tokens, 256-token continuations (Llama-3.2-1B)",
  basis: "tokens",
  division: "closed",
  reads: ["generations"],
  evaluate({ generations }) {
    if (generations.length === 0) {
      return notRun("Wants generation from proto-tokens with and without BOS.");
    }
    const alike = ofOneLength(generations, { unitsOf: ({ job }) => [job.text.id] });
    const used = alike.flatMap(([, ofModel]) => ofModel);
    const parts = alike.flatMap(([model, ofModel]) => [
      controlOf(model, ofModel),
      ...promptsOf(model, ofModel),
    ]);
    return judgeParts(parts, {
      scope: scopeOf(used.map(({ job }) => job)),
      reason: "Similarity (cosine of TF-IDF) of what was generated to its own text and " +
        "continuation, minus that to the others. After the text itself it has to be more than " +
        `${leastControl}, twice the margin, or the measure tells nothing.` +
        othersLeftOut(generations, alike),
      jobs: used.map(({ key }) => key),
    });
  },
};

function promptsOf(model: string, generations: Evidence["generations"]): Part[] {
  const prompts = [...Map.groupBy(generations, ({ job }) => job.prompt)];
  return prompts.sort(([a], [b]) => a < b ? -1 : 1).map(([prompt, there]) => {
    const texts = meanByText(there, ({ result }) => result.ownSimilarity - result.otherSimilarity);
    return {
      name: `${model}, N = ${generations[0].job.tokens}, from ${prompt}, ${texts.size} texts`,
      within: [-margin, margin],
      interval: (level) => meanOf(texts, { model, of: prompt, level }),
    };
  });
}

/** What the model writes after the text itself, whatever its proto-tokens are started with. */
function controlOf(model: string, generations: Evidence["generations"]): Part {
  const texts = meanByText(
    generations,
    ({ result: { afterText } }) => afterText.ownSimilarity - afterText.otherSimilarity,
  );
  return {
    name: `${model}, N = ${generations[0].job.tokens}, after the text itself, ${texts.size} texts`,
    within: [leastControl, Infinity],
    against: "neither",
    interval: (level) => meanOf(texts, { model, of: "the text itself", level }),
  };
}

function meanOf(
  texts: ReadonlyMap<string, number>,
  { model, of, level }: { readonly model: string; readonly of: string; readonly level: number },
) {
  const estimate = `${model} ${of}`;
  return textMean(texts, { claim: id, estimate, level, range: [-1, 1] });
}
