import type { PlannedText } from "../experiments/plan_fit.ts";
import { shuffled } from "../experiments/shuffled.ts";
import { pinnedStream } from "../random/mod.ts";
import { committedTexts, type Tokenizer } from "../text/mod.ts";

/** Which half of the tuning texts: those that starts are made from, or those they are measured on. */
export type TuningHalf = "making" | "measuring";

/** The tuning texts of one half, in the manifest's order: every other one. */
export async function tuningTexts(half: TuningHalf) {
  const wanted = half === "making" ? 0 : 1;
  return (await committedTexts("tuning")).filter((_, at) => at % 2 === wanted);
}

/** Sentences as far as a start of a chunk goes: what follows an end and begins with a capital. */
const sentenceEnd = /[.!?]["')]* (?=["'`]?[A-Z])/g;

/**
 * Chunks of N tokens that begin with a sentence, out of the making half, in an order of their own for
 * each N: a long run takes other chunks every time.
 */
export async function sentencePool(tokens: number, tokenizer: Tokenizer): Promise<PlannedText[]> {
  const pool: PlannedText[] = [];
  for (const { id, text } of await tuningTexts("making")) {
    const starts = [
      0,
      ...text.matchAll(sentenceEnd).map(({ 0: end, index }) => index + end.length),
    ];
    for (const at of starts) {
      // A token is hardly ever longer than twelve characters, so that this much holds N of them.
      const targets = tokenizer.encode(text.slice(at, at + 12 * tokens + 200)).slice(0, tokens);
      if (targets.length === tokens) pool.push({ id: `${id}@${at}`, source: "tuning", targets });
    }
  }
  return shuffled(pool, pinnedStream("tuning-chunks", tokens));
}
