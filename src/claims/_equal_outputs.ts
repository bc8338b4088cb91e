import type { EqualOutputsResult } from "../records/experiment_records.ts";
import { byModel, type Evidence } from "./evidence.ts";
import { figure } from "./words.ts";

/**
 * What stands in the way of taking docs/theorems.md's bound for a model, if anything: no
 * certificate that its equal inputs give equal outputs, or one that says they do not.
 */
export function missingCertificate(
  { equalOutputs }: Pick<Evidence, "equalOutputs">,
  model: string,
): string[] {
  const own = equalOutputs.filter(({ job }) => job.model.id === model && job.startId === null);
  if (own.length === 0) {
    return [`a certificate that equal inputs give equal outputs in ${model}`];
  }
  const broken = own.filter(({ result }) => !result.sameToken || !isNumber(result));
  return broken.map(({ job }) =>
    `equal outputs in ${model}: those of ${job.arrangement} at N = ${job.tokens} say other tokens`
  );
}

/** What the certificates of some models found: equal to the bit, or how far off. */
export function certificateSaid(
  { equalOutputs }: Pick<Evidence, "equalOutputs">,
  models: readonly string[],
): string {
  const plain = equalOutputs.filter(({ job }) => job.startId === null);
  return byModel(plain).filter(([model]) => models.includes(model)).map(([model, own]) => {
    const largest = Math.max(...own.map(({ result }) => result.largestDifference));
    const logit = Math.max(...own.map(({ result }) => result.largestLogit));
    if (!own.every(({ result }) => isNumber(result))) return ` In ${model} logits are no numbers.`;
    return largest === 0
      ? ` In ${model} outputs that must be equal are, to the bit.`
      : ` In ${model} logits that must be equal differ by ${figure(largest)} at most, of ${
        figure(logit)
      }.`;
  }).join("");
}

/** What is no number comes out of a file as null. */
function isNumber({ largestDifference, largestLogit }: EqualOutputsResult): boolean {
  return Number.isFinite(largestDifference) && Number.isFinite(largestLogit);
}
