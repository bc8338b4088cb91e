import { mean } from "simple-statistics";
import type { Interval } from "../statistics/mod.ts";
import { type Claim, notRun } from "./claim.ts";
import { ofOneLength, othersLeftOut } from "./_one_length.ts";
import { judgeParts } from "./parts.ts";
import { meanByText, textMean } from "./text_mean.ts";
import { scopeOf } from "./words.ts";

/** A vector that drew less than this more attention by being fitted was not made a sink. */
const gained = 0.1;

/**
 * The first position draws attention whatever stands there, so what counts is what fitting added.
 * A later position sees e and copies of m alone: what e loses, m gains.
 */
export const kAttentionSink: Claim = {
  id: "K-attention-sink",
  experiment: "k",
  statement: "One of the two proto-tokens serves as attention sink",
  place: "Text (k)",
  paper: "a hypothesis without a number",
  basis: "tokens",
  division: "closed",
  reads: ["attentions"],
  evaluate({ attentions }) {
    if (attentions.length === 0) {
      return notRun("Wants the attention on position 1 of fitted solutions.");
    }
    const alike = ofOneLength(attentions, { unitsOf: ({ job }) => [job.text.id] });
    const used = alike.flatMap(([, ofModel]) => ofModel);
    const parts = alike.map(([model, ofModel]) => {
      const texts = meanByText(
        ofModel,
        ({ result }) => mean([...result.firstPositionMass]) - mean([...result.unfittedMass]),
      );
      const gainer = mean([...texts.values()]) < 0 ? "m" : "e";
      const fitted = mean(ofModel.map(({ result }) => mean([...result.firstPositionMass])));
      return {
        name: `${model}, N = ${
          ofModel[0].job.tokens
        }, ${texts.size} texts, gained by ${gainer} (which draws ${
          ((gainer === "e" ? fitted : 1 - fitted) * 100).toFixed(0)
        } %)`,
        within: [gained, Infinity] as const,
        interval: (level: number) =>
          sizeOf(
            textMean(texts, { claim: "K-attention-sink", estimate: model, level, range: [-1, 1] }),
          ),
      };
    });
    return judgeParts(parts, {
      scope: scopeOf(used.map(({ job }) => job)),
      reason:
        "Share of attention that e at position 1, or the m after it, draws more once fitted than " +
        "at the start of the fit; mean over layers, heads and later positions, of the one of the " +
        `two that gained. A sink is read as a gain of more than ${gained}.` +
        othersLeftOut(attentions, alike),
      jobs: used.map(({ key }) => key),
    });
  },
};

/** How much one of the two gained, whichever: an interval about 0 holds both. */
function sizeOf({ estimate, low, high }: Interval): Interval {
  return {
    estimate: Math.abs(estimate),
    low: Math.max(0, low, -high),
    high: Math.max(Math.abs(low), Math.abs(high)),
  };
}
