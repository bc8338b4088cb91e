import type { Sources } from "../../experiments/sources.ts";
import { stream } from "../../random/mod.ts";
import { type GeneratedText, type TextRecord, type Tokenizer } from "../../text/mod.ts";

/** Longer than any text that a profile asks for, tokens. */
const mostTokens = 4096;

/**
 * Stands for a tokenizer and sources that are not at hand: as many texts as are asked for, each of
 * its own token ids. Their jobs' keys are no real run's, but as many, and as evenly spread.
 */
export function madeUpTexts(
  model: string,
): { readonly tokenizer: Tokenizer; readonly sources: Pick<Sources, "supply" | "generate"> } {
  const known = new Map<string, number[]>();
  const encode = (text: string): number[] => {
    const found = known.get(text) ?? idsOf(text);
    known.set(text, found);
    return found;
  };
  const tokenizer: Tokenizer = {
    encode,
    decode: (ids) => ids.join(" "),
    vocabularySize: 2 ** 16,
    sha256: `made up for ${model}`,
    bosId: 1,
    eosId: 2,
  };
  return {
    tokenizer,
    sources: {
      supply: ({ source, count }) =>
        Promise.resolve(
          Array.from({ length: count }, (_, at) => textOf(source, `${source} ${at}`)),
        ),
      generate: ({ texts, tokens, continuations = 1 }) =>
        Promise.resolve(
          Array.from({ length: texts * continuations }, (_, at): GeneratedText => {
            const id = `generated ${Math.floor(at / continuations)}-${at % continuations}`;
            return { ...textOf("generated", id), ids: encode(`${model} ${id}`).slice(0, tokens) };
          }),
        ),
    },
  };
}

function textOf(source: TextRecord["source"], id: string): TextRecord {
  return { id, source, licence: "made up", sha256: id, text: id };
}

function idsOf(text: string): number[] {
  const { integer } = stream(1, `made-up/${text}`);
  return Array.from({ length: mostTokens }, () => integer(2 ** 16));
}
