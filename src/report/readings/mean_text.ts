import { mean, sampleStandardDeviation } from "simple-statistics";
import { share } from "./number_format.ts";

/**
 * Mean and standard deviation (n−1) of accuracies: "0.912 ± 0.104"; one value has no deviation.
 * No line breaks within it.
 */
export function meanText(accuracies: readonly number[]): string {
  const values = [...accuracies];
  if (values.length < 2) return share(mean(values));
  return `${share(mean(values))}\u00a0±\u00a0${sampleStandardDeviation(values).toFixed(3)}`;
}
