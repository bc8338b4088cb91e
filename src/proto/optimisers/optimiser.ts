import type { Metric } from "./metric.ts";

/** What an optimiser keeps: arrays and counters by name; `step` counts the passes of this start. */
export type OptimiserState = { step: number; [name: string]: Float32Array | number };

/** A forward-backward's result at the parameters. */
export interface Descent {
  /** Of the loss, with respect to the parameters. */
  readonly gradient: Float32Array;
  /** Of what the gradient is of: the positions' weighted mean, nats a token. */
  readonly lossNats: number;
  /** Whether positions weigh otherwise than in the pass before, which no loss compares with then. */
  readonly reweighed?: boolean;
  /** D: the parameters are rows of that many components. */
  readonly width: number;
}

/** What every recipe says of rates. */
export interface Rates {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** How vectors move along a gradient: a lever of the recipe, `rule` being its data there. */
export interface Optimiser<Rule, State extends OptimiserState = OptimiserState> {
  /** As before the first pass; `size` parameters in rows of `width`. */
  state(rule: Rule, size: { readonly size: number; readonly width: number }): State;
  /** One step, in place, after every pass. */
  step(
    parameters: Float32Array,
    descent: Descent,
    by: {
      readonly state: State;
      readonly rule: Rule;
      readonly rates: Rates;
      /** Brought along, for rules that name one. */
      readonly metric?: Metric;
    },
  ): void;
}
