import { prefixOf } from "../text/mod.ts";
import type { FitPlan } from "./fit_plan.ts";
import type { PlanContext } from "./plan_context.ts";
import type { PlannedText } from "./plan_fit.ts";

/** The first N tokens of each text of a plan. */
export async function targetsOf(
  { source, texts, words }: Pick<FitPlan, "source" | "texts" | "words">,
  tokens: number,
  { generate, supply, tokenizer }: PlanContext,
): Promise<PlannedText[]> {
  if (source === "generated") {
    const written = await generate({ texts, tokens });
    return written.map(({ id, ids, standIn }) => ({ id, source, standIn, targets: ids }));
  }
  return (await supply({ source, count: texts, words })).map(({ id, text, standIn }) => ({
    id,
    source,
    standIn,
    targets: prefixOf(tokenizer.encode(text), tokens),
  }));
}
