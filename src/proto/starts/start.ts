/** What a start may be made of. */
export interface StartRequest {
  readonly seed: number;
  /** Which of the seed's streams starts it; tells texts apart that share a seed. */
  readonly index: number;
  /** How many components are trained: K·D, of a group more. */
  readonly size: number;
  /** Vectors that were brought along, for rules that begin at some. */
  readonly given?: Float32Array;
  /** Starts before this one that stalled. */
  readonly earlier: number;
}

/** Where a fit begins: a lever of the recipe, `rule` being its data there. */
export interface Start<Rule> {
  vectors(rule: Rule, request: StartRequest): Float32Array;
}
