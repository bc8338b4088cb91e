/** A start after a pass that was not exact. */
export interface StartSoFar {
  /** Steps of this start. */
  readonly steps: number;
  /** The step of this start at which its best accuracy was reached. */
  readonly bestStep: number;
  /** Best share of right tokens of this start, 0…1. */
  readonly accuracy: number;
  /** Starts before this one. */
  readonly earlier: number;
}

/**
 * A lever that gives a start up: true where the next seed is to take over, `rule` being its data in
 * the recipe.
 */
export type Ending<Rule> = (rule: Rule, start: StartSoFar) => boolean;
