import {
  type AddedToken,
  type ByteLevelBpe,
  individualDigits,
  isolate,
  type Splitter,
} from "./_byte_level_bpe.ts";

/**
 * The expressions that `Split` stages may hold. The file is untrusted input and a regular
 * expression can hang the process, so only known ones run.
 */
const knownExpressions = new Set([
  // Llama 3
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
  "\\p{N}",
]);

type Fields = Readonly<Record<string, unknown>>;

/**
 * The parsed content of a `tokenizer.json`, checked field by field and rebuilt.
 *
 * @throws {SyntaxError} naming the field that is malformed or beyond byte-level BPE
 */
export function byteLevelBpeFromJson(content: unknown): ByteLevelBpe {
  const file = fields(content, "the file");
  const model = fields(file.model, "model");
  expect(model.type, ["BPE"], "model.type");
  expect(model.byte_fallback ?? false, [false], "model.byte_fallback");
  expect(model.dropout ?? null, [null], "model.dropout");
  expect(model.continuing_subword_prefix ?? "", [""], "model.continuing_subword_prefix");
  expect(model.end_of_word_suffix ?? "", [""], "model.end_of_word_suffix");
  expect(fields(file.decoder, "decoder").type, ["ByteLevel"], "decoder.type");
  const vocab = fields(model.vocab, "model.vocab");
  const added = list(file.added_tokens ?? [], "added_tokens").map(addedToken);
  requireDistinctIds(vocab, added);
  return {
    version: "1.0",
    added_tokens: added,
    normalizer: normalizer(file.normalizer ?? null),
    pre_tokenizer: { type: "Sequence", pretokenizers: splitters(file.pre_tokenizer) },
    post_processor: null,
    decoder: { type: "ByteLevel" },
    model: {
      type: "BPE",
      vocab: vocab as Record<string, number>,
      merges: list(model.merges, "model.merges").map(merge),
      ignore_merges: model.ignore_merges === true,
    },
  };
}

function addedToken(value: unknown, at: number): AddedToken {
  const token = fields(value, `added_tokens[${at}]`);
  if (typeof token.content !== "string" || token.content === "") {
    reject(`added_tokens[${at}].content`, token.content, "a text that is not empty");
  }
  return {
    id: token.id as number,
    content: token.content,
    lstrip: token.lstrip === true,
    rstrip: token.rstrip === true,
    normalized: token.normalized === true,
    special: token.special === true,
  };
}

function normalizer(value: unknown): ByteLevelBpe["normalizer"] {
  if (value === null) return null;
  expect(fields(value, "normalizer").type, ["NFC"], "normalizer.type");
  return { type: "NFC" };
}

function splitters(value: unknown): Splitter[] {
  const stage = fields(value, "pre_tokenizer");
  switch (stage.type) {
    case "Sequence":
      return list(stage.pretokenizers, "pre_tokenizer.pretokenizers").map(splitter);
    default:
      return [splitter(stage)];
  }
}

function splitter(value: unknown): Splitter {
  const stage = fields(value, "pre_tokenizer");
  switch (stage.type) {
    case "ByteLevel":
      return {
        type: "ByteLevel",
        add_prefix_space: stage.add_prefix_space === true,
        use_regex: stage.use_regex !== false,
      };
    case "Digits":
      return stage.individual_digits === true ? individualDigits : isolate("\\p{N}+");
    case "Split": {
      const regex = fields(stage.pattern, "pre_tokenizer.pattern").Regex;
      expect(stage.behavior, ["Isolated"], "pre_tokenizer.behavior");
      expect(stage.invert ?? false, [false], "pre_tokenizer.invert");
      if (typeof regex !== "string" || !knownExpressions.has(regex)) {
        reject("pre_tokenizer.pattern", regex, "one of the expressions known here");
      }
      return isolate(regex);
    }
    default:
      reject("pre_tokenizer.type", stage.type, "ByteLevel, Digits, Split or a Sequence of them");
  }
}

function merge(value: unknown, rank: number): [string, string] {
  const halves = typeof value === "string" ? value.split(" ") : value;
  if (
    Array.isArray(halves) && halves.length === 2 &&
    halves.every((half) => typeof half === "string" && half !== "")
  ) {
    return [halves[0], halves[1]];
  }
  reject(`model.merges[${rank}]`, value, "two tokens");
}

/** Ids index an array, so they must stay near the number of tokens. */
function requireDistinctIds(vocab: Fields, added: readonly AddedToken[]): void {
  const ids = new Map<number, string>();
  const limit = 2 * (Object.keys(vocab).length + added.length) + 1024;
  const all: [string, unknown][] = [
    ...Object.entries(vocab),
    ...added.map(({ content, id }): [string, unknown] => [content, id]),
  ];
  for (const [token, id] of all) {
    if (!Number.isInteger(id) || (id as number) < 0 || (id as number) >= limit) {
      reject(`the id of "${token}"`, id, `a whole number below ${limit}`);
    }
    const holder = ids.get(id as number);
    if (holder !== undefined && holder !== token) {
      reject(`the id of "${token}"`, id, `free, but "${holder}" has it`);
    }
    ids.set(id as number, token);
  }
  if (ids.size === 0) reject("model.vocab", {}, "at least one token");
}

function fields(value: unknown, name: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  reject(name, value, "an object");
}

function list(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  reject(name, value, "a list");
}

function expect(value: unknown, allowed: readonly unknown[], name: string): void {
  if (!allowed.includes(value)) reject(name, value, allowed.map((one) => `"${one}"`).join(" or "));
}

function reject(name: string, value: unknown, requirement: string): never {
  const shown = (JSON.stringify(value) ?? "missing").slice(0, 80);
  throw new SyntaxError(
    `Cannot read tokenizer.json: ${name} is ${shown}, it must be ${requirement}`,
  );
}
