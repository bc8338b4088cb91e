import type { Optimiser } from "./optimiser.ts";

/** Chooses {@link adamWByVector}. */
export interface AdamWByVectorRule {
  /** Its name. */
  readonly by: "adamw by vector";
}

/** `secondMoment` has one number a row. */
export type AdamWByVectorState = {
  step: number;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
};

/**
 * AdamW with one second moment a vector, the mean of its components' squared gradients: a step
 * follows the gradient's direction, where AdamW's nearly follows its signs. Rates are AdamW's, a
 * component's step being of the same root mean square.
 */
export const adamWByVector: Optimiser<AdamWByVectorRule, AdamWByVectorState> = {
  state: (_, { size, width }) => ({
    step: 0,
    firstMoment: new Float32Array(size),
    secondMoment: new Float32Array(size / width),
  }),
  step(parameters, { gradient, width }, { state, rates }) {
    const { learningRate, beta1, beta2, epsilon, weightDecay } = rates;
    const { firstMoment, secondMoment } = state;
    state.step += 1;
    const rate = learningRate / (1 - beta1 ** state.step);
    for (let row = 0; row < secondMoment.length; row++) {
      const [from, to] = [row * width, (row + 1) * width];
      let square = 0;
      for (let i = from; i < to; i++) square += gradient[i] ** 2;
      secondMoment[row] = beta2 * secondMoment[row] + (1 - beta2) * square / width;
      const size = Math.sqrt(secondMoment[row] / (1 - beta2 ** state.step)) + epsilon;
      for (let i = from; i < to; i++) {
        firstMoment[i] = beta1 * firstMoment[i] + (1 - beta1) * gradient[i];
        parameters[i] = parameters[i] * (1 - learningRate * weightDecay) -
          rate * firstMoment[i] / size;
      }
    }
  },
};
