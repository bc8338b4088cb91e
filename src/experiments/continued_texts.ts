import type { GeneratedText } from "../text/mod.ts";
import type { PlanContext } from "./plan_context.ts";
import type { Given } from "./sources.ts";
import type { FitPlan } from "./fit_plan.ts";
import { checkApart, type FittedSeeds, fittedSeeds } from "./rests_on_fits.ts";

/** A text that the model wrote after a context, with its fits. */
export interface ContinuedText extends FittedSeeds {
  readonly context: string;
  readonly written: string;
}

/** Which continuations are asked for, and how they are fitted. */
export interface ContinuedTextsEntry
  extends Pick<FitPlan, "recipe" | "arrangement" | "maxSteps" | "seeds"> {
  readonly tokens: number;
  readonly contexts: number;
  readonly continuations: number;
}

/**
 * The texts of an entry, context by context: fitted once, from the first seed, but for the last
 * continuation of a context, which is fitted from every seed.
 */
export function continuedTexts(
  { entry, gathered: { texts } }: Given<
    ContinuedTextsEntry,
    { readonly texts: readonly GeneratedText[] }
  >,
  context: PlanContext,
): ContinuedText[] {
  const { contexts, continuations, seeds } = entry;
  checkApart(entry);
  const groups = Map.groupBy(texts, ({ id }) => contextOf(id));
  const whole = [...groups.values()].every(({ length }) => length === continuations);
  if (groups.size !== contexts || !whole) {
    throw new RangeError(
      `Cannot compare continuations: ${texts.length} texts of ${groups.size} contexts came, want ` +
        `${continuations} of each of ${contexts}`,
    );
  }
  return [...groups].flatMap(([of, written]) =>
    written.map(({ id, ids, text, standIn }, i) => ({
      ...fittedSeeds({ id, source: "generated", standIn, targets: ids }, {
        ...entry,
        seeds: i === continuations - 1 ? seeds : seeds.slice(0, 1),
      }, context),
      context: of,
      written: text,
    }))
  );
}

/** A generated text's id ends in the number of its continuation; before that it names the context. */
const contextOf = (id: string) => id.replace(/-\d+$/, "");
