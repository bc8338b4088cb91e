import type { Check } from "../finding.ts";

/** Every output is scored where there are as many inputs as targets; one is left over at one more. */
export const captionsSwapped: Check = ({ table1 }) => {
  const wrong = table1.captions.flatMap((caption) => {
    const { arrangement, inputs, targets, captionSaysFirstOutputIsScored: says } = caption;
    const unscored = inputs === targets ? 0 : 1;
    if ((unscored === 0) === says) return [];
    return [
      `${arrangement}: ${inputs} inputs − ${targets} targets = ${unscored} unscored outputs, ` +
      `the caption says e's output is ${says ? "scored" : "not scored"}`,
    ];
  });
  if (wrong.length === 0) return null;
  return {
    id: "captions-swapped",
    places: [table1.place],
    message: "the caption swaps the descriptions of [e][m]×N and [e][m]×(N−1)",
    arithmetic: wrong,
  };
};
