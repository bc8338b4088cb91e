import { prefixOf } from "../text/mod.ts";
import type { FitPlan } from "./fit_plan.ts";
import type { PlannedText } from "./plan_fit.ts";
import type { Sources } from "./sources.ts";

type TextsPlan = Pick<FitPlan, "source" | "texts" | "words">;

/** Texts of an entry by N. */
export type Targets = ReadonlyMap<number, readonly PlannedText[]>;

/** The first N tokens of each text of a plan, for each N. */
export async function gatherTargets(
  plan: TextsPlan & Pick<FitPlan, "tokens">,
  sources: Sources,
): Promise<Targets> {
  const targets = new Map<number, readonly PlannedText[]>();
  for (const tokens of plan.tokens) targets.set(tokens, await targetsOf(plan, tokens, sources));
  return targets;
}

/** The first N tokens of each text of a plan. */
export async function targetsOf(
  { source, texts, words }: TextsPlan,
  tokens: number,
  { generate, supply, tokenizer }: Sources,
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
