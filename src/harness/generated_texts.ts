import { committedTexts, type GeneratedText, generateText, prefixOf } from "../text/mod.ts";
import { pinnedStream } from "../random/mod.ts";
import { keyOf } from "./canonical.ts";
import type { ModelSession } from "./model_session.ts";
import type { PlanContext } from "./plan.ts";
import { shuffled } from "./shuffled.ts";
import type { RunStore } from "./store.ts";

export interface GenerateOptions {
  /** How many texts, each after a context of its own. */
  readonly texts: number;
  /** N, of the context and of the text alike. */
  readonly tokens: number;
  readonly openSession: () => Promise<ModelSession>;
  readonly store: RunStore;
}

/**
 * The model's own continuations of prose, from the store or written now. A text is the model's and
 * the length's: another length is another context, hence another text.
 */
export async function generatedTexts(
  context: PlanContext,
  { texts, tokens, openSession, store }: GenerateOptions,
): Promise<GeneratedText[]> {
  const { model, engine, codeSha256, tokenizer } = context;
  const prose = shuffled(await committedTexts("pg19"), pinnedStream("text-choice"));
  const out: GeneratedText[] = [];
  for (const { id, text } of prose.slice(0, texts)) {
    const ids = prefixOf(tokenizer.encode(text), tokens);
    const key = keyOf({ kind: "generated", model, engine, codeSha256, context: id, ids });
    const had = await store.text(key);
    if (had !== null) {
      out.push(had);
      continue;
    }
    const session = await openSession();
    const written = await generateText({
      model: model.id,
      nextLogits: (read) => session.nextLogits({ ids: read, capacity: 2 * tokens }),
      tokenizer,
      context: { id, ids },
    });
    await store.putText(key, written);
    out.push(written);
  }
  return out;
}
