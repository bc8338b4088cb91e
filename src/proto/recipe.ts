/**
 * Recipes: every hyper-parameter of a fit, as data. Another recipe is another few fields.
 */

/** When a fit gives up on its starting point and takes the next seed. */
export interface RestartRule {
  /** Steps without a better accuracy after which a start counts as stalled. */
  readonly patienceSteps: number;
  /** Starts in all, the first included. */
  readonly starts: number;
}

/** How e and m are initialised, stepped and stopped. */
export interface Recipe {
  readonly name: string;
  /** Standard deviation of the normal initialisation, per component. */
  readonly initialDeviation: number;
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Most optimiser steps of one fit, over all its starts. */
  readonly maxSteps: number;
  /** null: the first start has the whole budget. */
  readonly restart: RestartRule | null;
}

/** The paper's settings, to the letter; epsilon is PyTorch's default, the paper does not state it. */
const paper: Recipe = {
  name: "paper",
  initialDeviation: 1,
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.9,
  epsilon: 1e-8,
  weightDecay: 0.01,
  maxSteps: 5000,
  restart: null,
};

export const recipes: Readonly<Record<string, Recipe>> = {
  paper,
  // Ours: e needs a large norm where it serves as attention sink, and decay takes it away; steps
  // fifty times larger reach in hundreds what the paper's reach in thousands.
  open: {
    ...paper,
    name: "open",
    learningRate: 0.5,
    weightDecay: 0,
    restart: { patienceSteps: 300, starts: 8 },
  },
};

/** The recipe of that name, with a fit's budget replaced where one is given. */
export function recipeNamed(name: string, changes: { readonly maxSteps?: number } = {}): Recipe {
  const recipe = Object.hasOwn(recipes, name) ? recipes[name] : undefined;
  if (recipe === undefined) {
    throw new RangeError(
      `Cannot use recipe "${name}": known are ${Object.keys(recipes).join(", ")}`,
    );
  }
  const { maxSteps = recipe.maxSteps } = changes;
  return { ...recipe, maxSteps };
}
