/** Where in a fit a step is taken. */
export interface Moment {
  /** Which of the K vectors moves: 0 is e, 1 is m. */
  readonly vector: number;
  /** Steps of this start before it. */
  readonly step: number;
  /** Mean cross-entropy in the pass it follows, nats a token. */
  readonly lossNats: number;
}

/** A lever on the learning rate: what it is multiplied with, `rule` being its data in the recipe. */
export type Pace<Rule> = (rule: Rule, moment: Moment) => number;
