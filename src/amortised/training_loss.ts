/** All but the one that an encoder is trained down unless another is asked for. */
export const otherLosses = ["distance"] as const;

export type OtherLoss = typeof otherLosses[number];

/** What an encoder is trained down: the fit's own loss, or how far it points from fitted solutions. */
export const trainingLosses = ["cross-entropy", ...otherLosses] as const;

export type TrainingLoss = typeof trainingLosses[number];

/** @throws RangeError where there is no such loss */
export function trainingLossNamed(name: string): TrainingLoss {
  const found = trainingLosses.find((loss) => loss === name);
  if (found !== undefined) return found;
  throw new RangeError(
    `Cannot use an encoder's loss "${name}": known are ${trainingLosses.join(", ")}`,
  );
}
