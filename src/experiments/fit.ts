import { cellsByLength, type CellSetting, type PlanCell } from "./plan_cell.ts";
import type { FitPlan } from "./fit_plan.ts";
import type { PlanContext } from "./plan_context.ts";
import { planFit, type PlannedFit } from "./plan_fit.ts";
import { targetsOf } from "./text_targets.ts";

/**
 * Single fits: every text × length × seed. How they are computed, B at a time, is in
 * `fit_batch.ts`: unlike other kinds' jobs, they go to the model's thread in groups.
 */
export const fitKind = {
  kind: "fit",

  /** Seed by seed, so that a run that is cut short has every text once. */
  async plan(entry: FitPlan, context: PlanContext): Promise<PlannedFit[]> {
    const fits: PlannedFit[] = [];
    for (const tokens of entry.tokens) {
      const texts = await targetsOf(entry, tokens, context);
      for (const seed of entry.seeds) {
        for (const text of texts) fits.push(planFit(text, { ...entry, seed }, context));
      }
    }
    return fits;
  },

  cells(entry: FitPlan, setting: CellSetting): PlanCell[] {
    const fits = entry.texts * entry.seeds.length;
    return cellsByLength({ ...entry, kind: "fit" }, { ...setting, fits });
  },
} as const;
