import { mean } from "simple-statistics";
import { clusterBootstrap } from "../statistics/mod.ts";
import { type Claim, notRun } from "./claim.ts";
import { byModel, streamOf } from "./evidence.ts";
import { isPaperCard, onCard } from "./_paper_card.ts";
import { judgeParts } from "./parts.ts";

/** Within this factor of 279 the number counts as the same. */
const factor = 1.25;

export const f4279Times: Claim = {
  id: "F4-279-times",
  experiment: "F4",
  statement: "One pass is 279 times as fast on average",
  place: "Figure 4",
  paper: "279×, the mean over models and data sets (A100 or H100)",
  basis: "time",
  division: "either",
  reads: ["throughputs"],
  directOnly: true,
  evaluate({ throughputs, card }) {
    const used = throughputs.filter(({ job }) => job.engine.device === "cuda");
    const points = byModel(used).flatMap(([, ofModel]) =>
      [...Map.groupBy(ofModel, ({ job }) => job.text.source).values()].map((there) =>
        there.reduce((a, b) => b.job.tokens > a.job.tokens ? b : a)
      )
    );
    if (points.length < 2) {
      return notRun("Wants timings of at least two of the paper's models or sources on CUDA.");
    }
    const ratios = points.map(({ result }) => [result.ratio.estimate]);
    return judgeParts([{
      name: `${points.length} points`,
      within: [279 / factor, 279 * factor],
      against: isPaperCard(card) ? "either" : "neither",
      interval: (level) =>
        clusterBootstrap(ratios, (drawn) => mean(drawn as number[]), {
          stream: streamOf("F4-279-times", "mean"),
          level,
        }),
    }], {
      scope: points.map(({ job }) => `${job.model.id}, ${job.text.source}, N = ${job.tokens}`)
        .join("; "),
      reason: "Mean over models and sources of the throughput ratio at the longest exact text, " +
        `${onCard(card)}.`,
      jobs: points.map(({ key }) => key),
    });
  },
};
