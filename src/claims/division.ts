import { recipes } from "../proto/mod.ts";
import { canonicalJson } from "../records/canonical.ts";
import type { FitJob } from "../records/record.ts";

const { maxSteps: paperSteps, ...rest } = recipes.paper;
const paper = canonicalJson(rest);

/**
 * The division a recipe's fits count in. "closed" is the paper's recipe field by field with its
 * whole budget. "cut" is that recipe with another budget: it enters no verdict, since the fits it
 * finishes are the easy ones. All others are "open", and so is whatever was not fitted in float32.
 */
export function divisionOf(
  { maxSteps, ...others }: FitJob["recipe"],
  { numeric = "float32" }: { readonly numeric?: string } = {},
): "closed" | "cut" | "open" {
  if (numeric !== "float32" || canonicalJson(others) !== paper) return "open";
  return maxSteps === paperSteps ? "closed" : "cut";
}
