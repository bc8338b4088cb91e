import { findEncoder } from "../amortised/encoder_file.ts";
import { frozenOf, type OpenEncoder, openEncoder } from "../amortised/open_encoder.ts";
import { openEngine } from "../experiments/engine_choice.ts";
import { openModel as openWeights } from "../models/mod.ts";
import { type ArrangementName, arrangementNamed } from "../proto/mod.ts";
import { tokenIdsSha256 } from "../records/canonical.ts";
import type { Solution } from "../records/solution.ts";
import { exactIds } from "../text/mod.ts";
import { openedOf } from "./_opened.ts";
import { checkedTexts } from "./checked_fit.ts";
import { encoderRecipe } from "./encoder_recipe.ts";
import type { Model } from "./model.ts";

/** How texts are encoded. */
export interface EncodeOptions {
  /** Order of the proto-tokens; default "[e][m]×(N−1)", the paper's. */
  readonly arrangement?: ArrangementName;
  /** N: encodes only the first N tokens of each text. Default: all. */
  readonly tokens?: number;
}

/** What an encoder made of a text, and what one pass makes of that. */
export interface EncodedSolution extends Solution {
  /** sha256 of the encoder. */
  readonly encoderSha256: string;
  /** What was encoded: the text, or the part of it that `tokens` left. */
  readonly text: string;
  /** The N likeliest tokens as text. */
  readonly reconstruction: string;
  /** How many of the N are right. */
  readonly correctTokens: number;
  /** Whether all N are right. */
  readonly exact: boolean;
}

/**
 * Maps texts to their proto-tokens without fitting: one pass of the model's encoder each, and one of
 * the model that says how much of it comes back.
 *
 * @example What an encoder began, a fit finishes
 * ```ts
 * import assert from "node:assert/strict";
 * import { encode, fit, fromEncoder, openModel } from "../../mod.ts";
 *
 * await using model = await openModel("tiny-llama");
 * const text = "She had never seen a rabbit with a watch";
 * const [neighbour] = await encode(model, text, { tokens: 8 });
 * assert.ok(neighbour.correctTokens > 2);
 *
 * const recipe = fromEncoder(neighbour.encoderSha256);
 * const folder = await Deno.makeTempDir();
 * const solution = await fit(model, text, { tokens: 8, recipe, neighbour, folder }).solution;
 * assert.ok(solution.exact);
 * await Deno.remove(folder, { recursive: true });
 * ```
 *
 * @throws {TypeError} where an argument is of the wrong kind, or the model is closed
 * @throws {RangeError} where the model has no encoder, or it takes no texts of that length
 */
export async function encode(
  model: Model,
  text: string | readonly string[],
  options: EncodeOptions = {},
): Promise<EncodedSolution[]> {
  const { ready, engine: choice, starts, config, session } = openedOf(model, { to: "encode" });
  const arrangement = arrangementNamed(options.arrangement ?? "[e][m]×(N−1)");
  const texts = checkedTexts(text);
  const targets = texts.map((one) => exactIds(one, model.tokenizer, options));
  const weights = await openWeights(ready.weights, ready.config);
  const start = starts.get(arrangement.name);
  const engine = await openEngine(choice);
  const { name } = arrangement;
  await using encoders = encodersByLength(async (tokens) => {
    const encoder = await findEncoder({ model: ready, arrangement: name, tokens });
    const frozen = frozenOf(encoder, { model: weights, start });
    return { sha256: encoder.sha256, open: openEncoder(encoder, { frozen, engine }) };
  });
  const solutions: EncodedSolution[] = [];
  for (const [at, ids] of targets.entries()) {
    const { length: tokens } = ids;
    const encoder = await encoders.of(tokens);
    const [proto] = await encoder.open.encode([ids]);
    const read = await session.reconstruct({ arrangement: name, tokens, proto });
    const correctTokens = read.filter((id, i) => id === ids[i]).length;
    solutions.push({
      ...{ proto, width: config.width, arrangement: name, tokens },
      model: ready.id,
      weightsSha256: ready.weightsSha256,
      tokenizerSha256: ready.tokenizerSha256,
      recipe: encoderRecipe,
      seed: 0,
      accuracy: correctTokens / tokens,
      tokenIdsSha256: tokenIdsSha256(ids),
      encoderSha256: encoder.sha256,
      text: options.tokens === undefined ? texts[at] : model.tokenizer.decode(ids),
      reconstruction: model.tokenizer.decode(read),
      correctTokens,
      exact: correctTokens === tokens,
    });
  }
  return solutions;
}

/** An encoder, and its sha256. */
interface Found {
  readonly sha256: string;
  readonly open: OpenEncoder;
}

/** Each length's encoder, found and compiled once, when its first text comes. */
function encodersByLength(find: (tokens: number) => Promise<Found>) {
  const found = new Map<number, Found>();
  const opened = new AsyncDisposableStack();
  return {
    async of(tokens: number): Promise<Found> {
      const had = found.get(tokens);
      if (had !== undefined) return had;
      const made = await find(tokens);
      opened.use(made.open);
      found.set(tokens, made);
      return made;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
