import {
  type EncoderSizes,
  initialParameters,
  type Parameters,
  parameterSpecs,
} from "./encoder_sizes.ts";
import type { TrainingSettings } from "./training_settings.ts";
import { rateAt } from "./training_settings.ts";

/** Training as far as it has come. */
export interface TrainingState {
  /** Steps made. */
  step: number;
  readonly parameters: Parameters;
  /** AdamW's mean of gradients, and of their squares. */
  readonly first: Parameters;
  readonly second: Parameters;
  /** How often each parameter was moved: those of a length are moved at its texts only. */
  readonly moves: Map<string, number>;
}

export function newTrainingState(sizes: EncoderSizes, seed: number): TrainingState {
  const parameters = initialParameters(sizes, seed);
  const zeros = () =>
    new Map([...parameters].map(([name, x]) => [name, new Float32Array(x.length)]));
  return {
    step: 0,
    parameters,
    first: zeros(),
    second: zeros(),
    moves: new Map([...parameters.keys()].map((name) => [name, 0])),
  };
}

/**
 * One step of AdamW in place, on the parameters that have a gradient, cut together to `clip`. Sums are
 * in float64 and every number is rounded once, where it is kept: on millions of parameters twice as
 * fast as PyTorch's order of operations, which fits keep to.
 *
 * @returns the gradient's length before it was cut
 */
export function moveParameters(
  state: TrainingState,
  gradients: ReadonlyMap<string, Float32Array>,
  { sizes, steps, settings }: {
    readonly sizes: EncoderSizes;
    readonly steps: number;
    readonly settings: TrainingSettings;
  },
): number {
  const { beta1, beta2, epsilon, weightDecay, clip } = settings;
  const length = Math.sqrt([...gradients.values()].reduce((sum, x) => sum + squares(x), 0));
  const cut = length > clip ? clip / length : 1;
  const rate = rateAt(state.step, { steps, settings });
  for (const { name, shape } of parameterSpecs(sizes)) {
    const gradient = gradients.get(name);
    if (gradient === undefined) continue;
    const moves = state.moves.get(name)! + 1;
    state.moves.set(name, moves);
    move(state.parameters.get(name)!, gradient, {
      first: state.first.get(name)!,
      second: state.second.get(name)!,
      cut,
      epsilon,
      fresh1: 1 - beta1,
      fresh2: 1 - beta2,
      stepSize: rate / (1 - beta1 ** moves),
      unbias2: 1 / Math.sqrt(1 - beta2 ** moves),
      keep: shape[0] === 1 ? 1 : 1 - rate * weightDecay,
    });
  }
  state.step += 1;
  return length;
}

function squares(x: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * x[i];
  return sum;
}

function move(
  parameter: Float32Array,
  gradient: Float32Array,
  { first, second, cut, epsilon, fresh1, fresh2, stepSize, unbias2, keep }: {
    readonly first: Float32Array;
    readonly second: Float32Array;
    readonly cut: number;
    readonly epsilon: number;
    readonly fresh1: number;
    readonly fresh2: number;
    readonly stepSize: number;
    readonly unbias2: number;
    readonly keep: number;
  },
): void {
  for (let i = 0; i < parameter.length; i++) {
    const g = gradient[i] * cut;
    const mean = first[i] + fresh1 * (g - first[i]);
    const square = second[i] + fresh2 * (g * g - second[i]);
    first[i] = mean;
    second[i] = square;
    parameter[i] = keep * parameter[i] - stepSize * mean / (Math.sqrt(square) * unbias2 + epsilon);
  }
}
