/** What an optimiser keeps: arrays and counters by name; `step` counts the steps of this start. */
export type OptimiserState = { step: number; [name: string]: Float32Array | number };

/** A forward-backward's result at the parameters. */
export interface Descent {
  /** Of the loss, with respect to the parameters. */
  readonly gradient: Float32Array;
  readonly lossNats: number;
  /** D: the parameters are rows of that many components. */
  readonly width: number;
}

/** How vectors move along a gradient: a lever of the recipe, `rule` being its data there. */
export interface Optimiser<Rule, State extends OptimiserState = OptimiserState> {
  /** As before the first step; `size` parameters in rows of `width`. */
  state(rule: Rule, size: { readonly size: number; readonly width: number }): State;
  /** One step, in place. */
  step(parameters: Float32Array, descent: Descent, of: { state: State; rule: Rule }): void;
}
