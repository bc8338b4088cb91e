import { clusterBootstrap } from "../statistics/cluster_bootstrap.ts";
import { type Claim, notRun } from "./claim.ts";
import { streamOf } from "./evidence.ts";
import { verdictAbove, verdictOfAll } from "./verdict_of.ts";
import { figure, interval, scopeOf } from "./words.ts";

/**
 * H_LM of what came back exactly, at each model's longest length with two such texts. The bound is
 * luck: a fit of S steps shows S outputs, so a text worth no more than ln S nats to the model could
 * have come up by itself.
 */
export const t3InformationStored: Claim = {
  id: "T3-information-stored",
  experiment: "T3",
  statement: "What one pass gives back holds information the model could not have guessed",
  place: "Table 3",
  paper: "H_LM of the longest texts from 82.3 ± 28.1 to 2974.4 ± 298.3 nats",
  basis: "tokens",
  division: "either",
  evaluate({ fits }) {
    const exact = fits.filter(({ job, result }) =>
      job.arrangement === "[e][m]×(N−1)" && result.exact
    );
    const models = [...Map.groupBy(exact, ({ job }) => job.model.id)].sort().flatMap(
      ([model, ofModel]) => {
        const lengths = Map.groupBy(ofModel, ({ job }) => job.tokens);
        const judged = [...lengths].filter(([, fits]) => clustersOf(fits).length > 1);
        if (judged.length === 0) return [];
        const [tokens, used] = judged.reduce((a, b) => b[0] > a[0] ? b : a);
        const mean = clusterBootstrap(clustersOf(used), meanInformation, {
          stream: streamOf("T3-information-stored", model),
        });
        const luck = Math.log(Math.max(...used.map(({ result }) => result.steps), 1));
        return [{ model, tokens, used, mean, luck }];
      },
    );
    if (models.length === 0) return notRun("No two texts of one length came back exactly.");
    const used = models.flatMap(({ used }) => used);
    return {
      verdict: verdictOfAll(models.map(({ mean, luck }) => verdictAbove(mean, luck))),
      ours: models.map(({ model, tokens, mean }) =>
        `${interval(mean)} nats at N = ${tokens} (${model})`
      ).join("; "),
      scope: scopeOf(used.map(({ job }) => job)),
      reason: "Mean H_LM of the exactly reconstructed texts of the longest length with two of " +
        "them, 95 % bootstrap interval over texts; reproduced where it lies above ln of the most " +
        `steps a fit took (${models.map(({ luck }) => figure(luck)).join(", ")} nats).`,
      jobs: used.map(({ key }) => key),
    };
  },
};

function clustersOf<T extends { readonly job: { readonly text: { readonly id: string } } }>(
  fits: readonly T[],
): T[][] {
  return [...Map.groupBy(fits, ({ job }) => job.text.id).values()];
}

function meanInformation(
  fits: readonly { readonly result: { readonly informationNats: number } }[],
): number {
  return fits.reduce((sum, { result }) => sum + result.informationNats, 0) / fits.length;
}
