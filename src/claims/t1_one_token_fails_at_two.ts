import { arrangementNamed, attainableAccuracy } from "../proto/mod.ts";
import { certificateSaid, missingCertificate } from "./_equal_outputs.ts";
import { type Claim, notRun } from "./claim.ts";
import { byModel } from "./evidence.ts";
import { judgeParts } from "./parts.ts";
import { textMean } from "./text_mean.ts";
import { scopeOf } from "./words.ts";

const id = "T1-one-token-fails-at-two";

/**
 * A theorem (docs/theorems.md), so nothing is fitted: with one vector and no prefix both outputs
 * are equal, and a text comes back whole only where its first two tokens are. Counted are the texts
 * of which that is true. "Fails" is read as: on more than half of them.
 */
export const t1OneTokenFailsAtTwo: Claim = {
  id,
  experiment: "T1",
  statement: "One trained vector, repeated, already fails at two tokens",
  place: "Table 1 and text (b)",
  paper: "[e]×N at N = 2: accuracy 0.45 ± 0.31, which makes about 15 % of the texts perfect " +
    "(Llama-3.2-1B, 50 PG-19 texts)",
  basis: "tokens",
  division: "either",
  reads: ["equalOutputs"],
  evaluate(evidence) {
    const usable = evidence.fits.filter(({ job, result }) =>
      job.text.source !== "random" && result.targetIds.length >= 2
    );
    const models = byModel(usable).filter(([model]) =>
      evidence.equalOutputs.some(({ job }) => job.model.id === model)
    );
    if (models.length === 0) {
      return notRun("Wants texts, and a certificate that equal inputs give equal outputs.");
    }
    const used = models.flatMap(([, fits]) => fits);
    const certificates = evidence.equalOutputs.filter(({ job }) =>
      models.some(([model]) => model === job.model.id)
    );
    return judgeParts(
      models.map(([model, fits]) => {
        const texts = new Map(fits.map(({ job, result }) => [job.text.id, result.targetIds]));
        const whole = new Map(
          [...texts].map(([text, ids]) => [
            text,
            attainableAccuracy(arrangementNamed("[e]×N"), ids.slice(0, 2)).most === 1 ? 1 : 0,
          ]),
        );
        return {
          name: `${model}, ${texts.size} texts`,
          within: [-Infinity, 0.5] as const,
          interval: (level: number) => textMean(whole, { claim: id, estimate: model, level }),
        };
      }),
      {
        scope: scopeOf(used.map(({ job: { model, text } }) => ({ model, text }))),
        reason: "Share of texts that one vector without a prefix can give back whole at N = 2: " +
          "those whose first two tokens are the same. By proof, not by fits (docs/theorems.md)." +
          certificateSaid(evidence, models.map(([model]) => model)),
        jobs: certificates.map(({ key }) => key),
        missing: models.flatMap(([model]) => missingCertificate(evidence, model)),
      },
    );
  },
};
