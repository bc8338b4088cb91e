import { pinnedStream } from "../random/mod.ts";
import {
  committedTexts,
  englishWords,
  fanficTexts,
  gloveOrStandIn,
  prefixOf,
  randomTexts,
} from "../text/mod.ts";
import type { FitPlan } from "./fit_plan.ts";
import type { PlanContext } from "./plan_context.ts";
import type { PlannedText } from "./plan_fit.ts";
import { shuffled } from "./shuffled.ts";

/** The first N tokens of each text of a plan. */
export async function targetsOf(
  { source, texts, words }: Pick<FitPlan, "source" | "texts" | "words">,
  tokens: number,
  context: PlanContext,
): Promise<PlannedText[]> {
  if (source === "generated") {
    const written = await context.generate({ texts, tokens });
    return written.map(({ id, ids }) => ({ id, source, targets: ids }));
  }
  return (await textsOf(source, texts, words)).map(({ id, text }) => ({
    id,
    source,
    targets: prefixOf(context.tokenizer.encode(text), tokens),
  }));
}

async function textsOf(
  source: Exclude<FitPlan["source"], "generated">,
  count: number,
  words: FitPlan["words"],
) {
  if (source === "random") {
    const list = words === "glove" ? await gloveOrStandIn({ download }) : await englishWords();
    return randomTexts(list, { count });
  }
  if (source === "fanfics") return await fanficTexts({ count, download });
  // Shuffled, so that a few texts are of several books.
  const all = shuffled(await committedTexts(source), pinnedStream("text-choice"));
  if (count <= all.length) return all.slice(0, count);
  throw new RangeError(
    `Cannot take ${count} texts of source "${source}": ${all.length} are committed`,
  );
}

async function download(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Cannot get ${url}: it answers ${response.status}`);
  return await response.bytes();
}
