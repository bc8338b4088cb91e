import { type GeneratedText, generateText, prefixOf } from "../text/mod.ts";
import { keyOf } from "../records/canonical.ts";
import type { PlanContext } from "./plan_context.ts";
import type { TextSupply } from "./text_supply.ts";
import type { RunStore } from "../records/store.ts";

/** A model that is read on, one token a call. */
export interface ReadingModel {
  /** Logits [V] after some ids; `capacity` positions are left room for. */
  nextLogits(
    request: { readonly ids: readonly number[]; readonly capacity: number },
  ): Promise<Float32Array>;
}

export interface GenerateOptions {
  /** How many contexts are continued. */
  readonly texts: number;
  /** How often each is. Default: 1. */
  readonly continuations?: number;
  /** N, of the context and of the text alike. */
  readonly tokens: number;
  /** Where the contexts come from. */
  readonly supply: TextSupply;
  readonly openSession: () => Promise<ReadingModel>;
  readonly store: RunStore;
}

/**
 * The model's own continuations of prose, from the store or written now. A text is the model's and
 * the length's: another length is another context, hence another text. What continues a stand-in is
 * one.
 */
export async function generatedTexts(
  context: Pick<PlanContext, "model" | "engine" | "codeSha256" | "tokenizer">,
  { texts, tokens, continuations = 1, supply, openSession, store }: GenerateOptions,
): Promise<GeneratedText[]> {
  const { model, engine, codeSha256, tokenizer } = context;
  const prose = await supply({ source: "pg19", count: texts });
  const out: GeneratedText[] = [];
  for (const { id, text, standIn } of prose) {
    const ids = prefixOf(tokenizer.encode(text), tokens);
    for (let continuation = 0; continuation < continuations; continuation++) {
      const said = { kind: "generated", model, engine, codeSha256, context: id, ids, continuation };
      const key = keyOf(said);
      const had = await store.text(key);
      const written = had ?? await generateText({
        model: model.id,
        nextLogits: async (read) => {
          const session = await openSession();
          return await session.nextLogits({ ids: read, capacity: 2 * tokens });
        },
        tokenizer,
        context: { id, ids },
        continuation,
      });
      if (had === null) await store.putText(key, written);
      out.push(
        standIn === undefined ? written : { ...written, standIn: `written after ${standIn}` },
      );
    }
  }
  return out;
}
