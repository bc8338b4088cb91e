import type { Optimiser, Rates } from "./optimiser.ts";

/** AdamW's state for one vector of parameters; `step` counts from 0. */
export type AdamWState = {
  step: number;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
};

/** The hyper-parameters AdamW reads; a recipe has them. */
export type AdamWSettings = Rates;

/** Chooses AdamW, as a recipe without an optimiser does. */
export interface AdamWRule {
  /** Its name. */
  readonly by: "adamw";
}

export function adamWState(size: number): AdamWState {
  return {
    step: 0,
    firstMoment: new Float32Array(size),
    secondMoment: new Float32Array(size),
  };
}

/**
 * One step of AdamW (Loshchilov & Hutter 2019), in place, in float32 and in the order of
 * operations of PyTorch's single-tensor implementation, so that traces agree to the last bits.
 * Both moments end in a fused multiply-add there: one rounding, not two.
 */
export function adamWStep(
  parameters: Float32Array,
  gradient: Float32Array,
  { state, settings }: { state: AdamWState; settings: AdamWSettings },
): void {
  const { learningRate, beta1, beta2, epsilon, weightDecay } = settings;
  const { firstMoment, secondMoment } = state;
  const { fround, sqrt } = Math;
  state.step += 1;
  const keep = fround(1 - learningRate * weightDecay);
  const blend = fround(1 - beta1);
  const decay2 = fround(beta2);
  const fresh2 = fround(1 - beta2);
  const stepSize = fround(-(learningRate / (1 - beta1 ** state.step)));
  const correction2 = fround(sqrt(1 - beta2 ** state.step));
  const eps = fround(epsilon);
  for (let i = 0; i < parameters.length; i++) {
    const g = gradient[i];
    const decayed = fround(parameters[i] * keep);
    const first = fround(firstMoment[i] + blend * fround(g - firstMoment[i]));
    const second = fround(fround(secondMoment[i] * decay2) + fround(fresh2 * g) * g);
    const denominator = fround(fround(fround(sqrt(second)) / correction2) + eps);
    firstMoment[i] = first;
    secondMoment[i] = second;
    parameters[i] = fround(decayed + fround(fround(stepSize * first) / denominator));
  }
}

/** AdamW, every component by itself: the paper's. */
export const adamW: Optimiser<AdamWRule, AdamWState> = {
  state: (_, { size }) => adamWState(size),
  step: (parameters, { gradient }, { state, rates: settings }) =>
    adamWStep(parameters, gradient, { state, settings }),
};
