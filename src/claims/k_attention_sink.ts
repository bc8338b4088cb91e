import { mean } from "simple-statistics";
import { type Claim, notRun } from "./claim.ts";
import { byModel } from "./evidence.ts";
import { judgeParts } from "./parts.ts";
import { meanByText, textMean } from "./text_mean.ts";
import { scopeOf } from "./words.ts";

/** A sink draws most of the attention. */
export const kAttentionSink: Claim = {
  id: "K-attention-sink",
  experiment: "k",
  statement: "One of the two proto-tokens serves as attention sink",
  place: "Text (k)",
  paper: "a hypothesis without a number",
  basis: "tokens",
  division: "closed",
  evaluate({ attentions }) {
    if (attentions.length === 0) {
      return notRun("Wants the attention on position 1 of fitted solutions; none has run.");
    }
    const parts = byModel(attentions).map(([model, ofModel]) => {
      const texts = meanByText(ofModel, ({ result }) => mean([...result.firstPositionMass]));
      return {
        name: `${model}, ${texts.size} texts`,
        within: [0.5, Infinity] as const,
        interval: (level: number) =>
          textMean([...texts.values()], { claim: "K-attention-sink", estimate: model, level }),
      };
    });
    return judgeParts(parts, {
      scope: scopeOf(attentions.map(({ job }) => job)),
      reason:
        "Share of attention on e at position 1, mean over layers, heads and later positions. " +
        "Ordinary text has its sink there too; a frozen random e tells the two apart.",
      jobs: attentions.map(({ key }) => key),
    });
  },
};
