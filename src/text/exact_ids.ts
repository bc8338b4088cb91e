import { prefixOf } from "./prefix_grid.ts";
import type { Tokenizer } from "./tokenizer.ts";

/**
 * The token ids of a text of the user's, all or the first `tokens`, where they stand for every
 * character of it: a vocabulary may lack bytes, and a normalizer change letters, and then no fit
 * could give the text back.
 *
 * @throws {RangeError} naming the first character that is lost or changed, and its place; where the
 * text has fewer tokens
 */
export function exactIds(
  text: string,
  tokenizer: Tokenizer,
  { tokens }: { readonly tokens?: number } = {},
): number[] {
  const ids = tokenizer.encode(text);
  if (tokens !== undefined && tokens < ids.length) {
    // What comes after the prefix does not matter; one that ends within a character shows U+FFFD.
    const prefix = prefixOf(ids, tokens);
    const held = tokenizer.decode(prefix);
    if (!held.includes("\uFFFD") && text.startsWith(held)) return prefix;
  }
  const back = tokenizer.decode(ids);
  if (back !== text) throw new RangeError(whatIsLost(text, back, tokenizer));
  return prefixOf(ids, tokens ?? ids.length);
}

function whatIsLost(text: string, back: string, tokenizer: Tokenizer): string {
  const [wanted, got] = [[...text], [...back]];
  let at = 0;
  while (at < wanted.length && wanted[at] === got[at]) at += 1;
  const before = wanted.slice(0, at);
  const line = before.filter((character) => character === "\n").length + 1;
  const place = `character ${at + 1}, in line ${line}`;
  if (at === wanted.length) {
    return `Cannot fit the text: after its end the tokenizer adds ${named(got[at])}`;
  }
  const character = wanted[at];
  // Alone, so that what a neighbour did to it does not count.
  const change = tokenizer.decode(tokenizer.encode(character)).includes(character)
    ? `would come back as ${named(got[at])}`
    : "is lost: the model's vocabulary cannot spell it";
  return `Cannot fit the text: ${
    named(character)
  } at ${place}, ${change}; replace it or leave it out`;
}

/** U+00E9 "é"; what has no shape of its own by its number alone. */
function named(character: string | undefined): string {
  if (character === undefined) return "nothing";
  const number = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? `U+${number} "${character}"` : `U+${number}`;
}
