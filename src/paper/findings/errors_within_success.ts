import type { Check } from "../finding.ts";
import { valuesAt } from "../values_at.ts";

/** "≥ 0.99" is exactness below N = 100 and no longer so above; two figures call it otherwise. */
export const exactOrNearly: Check = ({ settings, figure1 }) => {
  if (figure1.wording !== "exact") return null;
  return loose(settings.successAccuracy, {
    id: "exact-or-nearly",
    places: [figure1.place, "Table 3"],
    message:
      `texts are called exact that are reconstructed at accuracy ≥ ${settings.successAccuracy}`,
    lengths: valuesAt(figure1, "capacityTokens").map(({ value }) => value),
  });
};

/** The same threshold, under the word lossless. */
export const losslessOrNearly: Check = ({ settings, figure4, table3 }) => {
  if (figure4.wording !== "lossless") return null;
  return loose(settings.successAccuracy, {
    id: "lossless-or-nearly",
    places: [figure4.place, table3.place],
    message: `accuracy ≥ ${settings.successAccuracy} means exact below N = 100 and errors above, ` +
      `while the timed texts are called lossless`,
    lengths: valuesAt(table3, "capacityTokens").map(({ value }) => value),
  });
};

function loose(
  threshold: number,
  { lengths, ...finding }: {
    readonly id: string;
    readonly places: readonly string[];
    readonly message: string;
    readonly lengths: readonly number[];
  },
) {
  const distinct = [...new Set(lengths)].sort((a, b) => a - b);
  const arithmetic = distinct.flatMap((tokens) => {
    // 1 − 0.99 is a little above 0.01 in binary.
    const errors = Math.floor(tokens * (1 - threshold) + 1e-9);
    return errors === 0
      ? []
      : [`N = ${tokens}: ${errors} ${errors === 1 ? "error passes" : "errors pass"}`];
  });
  return arithmetic.length === 0 ? null : { ...finding, arithmetic };
}
