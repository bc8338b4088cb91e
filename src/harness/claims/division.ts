import { recipes } from "../../proto/mod.ts";
import { canonicalJson } from "../canonical.ts";
import type { FitJob } from "../record.ts";

/**
 * The division a recipe's fits count in. "closed" is the paper's recipe field by field with its
 * whole budget. "cut" is that recipe with another budget: it enters no verdict, since the fits it
 * finishes are the easy ones. All others are "open".
 */
export function divisionOf(recipe: FitJob["recipe"]): "closed" | "cut" | "open" {
  const { maxSteps: _, ...rest } = recipe;
  const { maxSteps, ...paper } = recipes.paper;
  if (canonicalJson(rest) !== canonicalJson(paper)) return "open";
  return recipe.maxSteps === maxSteps ? "closed" : "cut";
}
