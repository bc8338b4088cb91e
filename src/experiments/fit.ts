import { cellsByLength, type CellSetting, type PlanCell } from "./plan_cell.ts";
import type { FitPlan } from "./fit_plan.ts";
import type { PlanContext } from "./plan_context.ts";
import { planFit, type PlannedFit } from "./plan_fit.ts";
import type { Given } from "./sources.ts";
import { gatherTargets, type Targets } from "./text_targets.ts";

/**
 * Single fits: every text × length × seed. How they are computed, B at a time, is in
 * `fit_batch.ts`: unlike other kinds' jobs, they go to the model's thread in groups.
 */
export const fitKind = {
  kind: "fit",

  gather: gatherTargets,

  /** Seed by seed, so that a run that is cut short has every text once. */
  plan({ entry, gathered }: Given<FitPlan, Targets>, context: PlanContext): PlannedFit[] {
    return [...gathered.values()].flatMap((texts) =>
      entry.seeds.flatMap((seed) => texts.map((text) => planFit(text, { ...entry, seed }, context)))
    );
  },

  cells(entry: FitPlan, setting: CellSetting): PlanCell[] {
    const fits = entry.texts * entry.seeds.length;
    return cellsByLength({ ...entry, kind: "fit" }, { ...setting, fits });
  },
} as const;
