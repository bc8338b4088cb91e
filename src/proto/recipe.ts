import type { EndingRules } from "./endings/mod.ts";
import type { LossPower } from "./loss_power.ts";
import type { LbfgsRule, OptimiserRule } from "./optimisers/mod.ts";
import type { PaceRules } from "./paces/mod.ts";
import type { StartRule } from "./starts/mod.ts";
import type { WeightingRule } from "./weightings/mod.ts";

/**
 * A recipe: every hyper-parameter of a fit, as data, one field a lever. Where a lever is code it is
 * a file of its folder (starts, optimisers, paces, endings, weightings); a recipe without its field
 * is fitted as before there was one, so that adding a lever changes no recipe there is.
 */
export interface Recipe extends PaceRules, EndingRules {
  /** As results carry it: a word. */
  readonly name: string;
  /** Standard deviation of the normal initialisation, per component; unused where `start` is set. */
  readonly initialDeviation: number;
  /** Default: normal components, `initialDeviation` wide. */
  readonly start?: StartRule;
  /** Default: AdamW. */
  readonly optimiser?: OptimiserRule;
  /** Of AdamW, as all down to `weightDecay`. */
  readonly learningRate: number;
  /** Decay of the mean of gradients, from 0 to below 1. */
  readonly beta1: number;
  /** Decay of the mean of their squares, from 0 to below 1. */
  readonly beta2: number;
  /** Added to the root of that mean. */
  readonly epsilon: number;
  /** Decoupled: a step shrinks each component by learningRate × weightDecay. */
  readonly weightDecay: number;
  /** Most optimiser steps of one fit, over all its starts. */
  readonly maxSteps: number;
  /** Default: all positions count alike. */
  readonly weighting?: WeightingRule;
  /**
   * The power of the positions' losses whose mean is descended: at 2, a position that is wrong by
   * three nats pulls ten times as hard as one at 0.3. It is one smooth function from the first step
   * to the last, as changing weights are not, so what L-BFGS has met of its curvature holds.
   * Default: 1, the cross-entropy itself.
   */
  readonly lossPower?: LossPower;
  /**
   * Loss, nats, that every position has to fall below before an exact fit ends: below ln 2 the
   * target is likelier than all else together. Default: an exact pass is enough.
   */
  readonly marginNats?: number;
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

const lbfgs = {
  by: "lbfgs",
  pairs: 15,
  firstLength: 5,
  longestLength: 30,
  shrink: 0.4,
} as const;

/** The optimiser of recipe "best" where nothing was learned of a model's curvature before. */
export const lbfgsByDiagonal: LbfgsRule = { ...lbfgs, diagonal: 0.9 };

/** The same by a curvature learned from other texts of the model. */
export const lbfgsByMetric: LbfgsRule = { ...lbfgs, metric: { from: "common" } };

/** What the studies of docs/open-division.md chose, on tuning texts alone. */
const best: Recipe = {
  ...paper,
  name: "best",
  learningRate: 0.5,
  weightDecay: 0,
  maxSteps: 3000,
  restart: { patienceSteps: 400, starts: 4 },
  start: { from: "common", noise: 0.5 },
  optimiser: { ...lbfgsByMetric, pairs: 60 },
  lossPower: 3,
};

/** The recipes that have a name: the paper's, and ours. */
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
  best,
  // Goes on from an exact pass until every token is far likelier than all others together, so that
  // rounding the weights or the vectors loses none.
  robust: { ...best, name: "robust", marginNats: 0.1 },
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

/** Whether a recipe's loss is more than the plain mean: its graph takes weights and tells losses. */
export function watchesPositions({ weighting, marginNats, lossPower = 1 }: Recipe): boolean {
  return weighting !== undefined || marginNats !== undefined || lossPower !== 1;
}

/** What a recipe's loss asks of the graph of its steps, `fitGraph`. */
export function lossTerms(
  recipe: Recipe,
): { readonly watched: boolean; readonly lossPower: LossPower } {
  return { watched: watchesPositions(recipe), lossPower: recipe.lossPower ?? 1 };
}

/**
 * Recipe "best" with e alone moving, from vectors that were found before: what was learned of the
 * curvature is of both vectors, and is left out. A start is not drawn again in the fit, which would
 * move m.
 */
export function bestOfE(
  changes: Pick<Recipe, "name" | "maxSteps"> & { readonly from: "common" | "neighbour" },
): Recipe {
  const { from, ...named } = changes;
  return {
    ...best,
    ...named,
    optimiser: lbfgsByDiagonal,
    rates: [1, 0],
    restart: null,
    start: { from, noise: 0 },
  };
}
