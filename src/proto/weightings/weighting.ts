/** What is known of the positions when weights are asked for. */
export interface Positions {
  /** N. */
  readonly tokens: number;
  /** Of the last pass: whether each position's likeliest token was its target, and its loss in nats. */
  readonly last?: { readonly hits: readonly boolean[]; readonly lossesNats: Float32Array };
  /** Numbers that a rule keeps from pass to pass, by name. */
  readonly kept: Record<string, number>;
}

/**
 * A lever on the loss: how much each of the N positions counts in it, `rule` being its data in the
 * recipe. Weights are factors of the losses; 1 everywhere is the plain mean.
 */
export type Weighting<Rule> = (rule: Rule, positions: Positions) => Float32Array;
