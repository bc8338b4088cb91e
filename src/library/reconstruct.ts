import { arrangementNamed } from "../proto/mod.ts";
import { tokenIdsSha256 } from "../records/canonical.ts";
import type { Solution } from "../records/solution.ts";
import { type Opened, openedOf } from "./_opened.ts";
import type { Model } from "./model.ts";

/** What one forward pass from a solution says. */
export interface ReadBack {
  /** The N token ids as text. */
  readonly text: string;
  /** The likeliest token at each of the N positions. */
  readonly ids: readonly number[];
  /** Whether they are the very tokens that were fitted. */
  readonly exact: boolean;
}

/**
 * The text a solution holds: one forward pass from its vectors [K, D], the likeliest token at each of
 * the N positions.
 *
 * @throws {TypeError} where there is no solution, or the model is closed
 * @throws {RangeError} where the solution was made for other weights, or does not fit the model
 */
export async function reconstruct(model: Model, solution: Solution): Promise<string> {
  return (await readBack(model, solution)).text;
}

/**
 * What {@link reconstruct} reads, with the ids and whether all are right.
 *
 * @throws {TypeError | RangeError} as reconstruct() does
 */
export async function readBack(model: Model, solution: Solution): Promise<ReadBack> {
  const opened = openedOf(model, { to: "reconstruct" });
  mustBeMadeFor(opened, solution);
  const { arrangement, tokens, proto } = solution;
  const ids = await opened.session.reconstruct({ arrangement, tokens, proto });
  return {
    text: model.tokenizer.decode(ids),
    ids,
    exact: tokenIdsSha256(ids) === solution.tokenIdsSha256,
  };
}

/** A file that names the right weights may still hold anything. */
export function mustBeMadeFor({ ready, config }: Opened, solution: Solution): void {
  const isSolution = typeof solution === "object" && solution?.proto instanceof Float32Array;
  if (!isSolution) {
    throw new TypeError("Cannot reconstruct: want a solution as fit() or readSolution() gives it");
  }
  const { weightsSha256, width, proto, tokens, arrangement } = solution;
  const wrong = (why: string) => new RangeError(`Cannot reconstruct: ${why}`);
  const short = (sha256: string) => `${sha256.slice(0, 12)}…`;
  if (weightsSha256 !== ready.weightsSha256) {
    throw wrong(
      `it was made for weights ${short(weightsSha256)} (${solution.model}), ${ready.id} has ` +
        short(ready.weightsSha256),
    );
  }
  if (width !== config.width) {
    throw wrong(`its vectors have ${width} components, the model's ${config.width}`);
  }
  const { vectors, inputs } = arrangementNamed(arrangement);
  if (proto.length !== vectors * width) {
    throw wrong(`it has ${proto.length} components, ${arrangement} wants ${vectors} × ${width}`);
  }
  if (!(Number.isSafeInteger(tokens) && tokens >= 1)) {
    throw wrong(`it speaks of ${tokens} tokens, want a whole number of at least 1`);
  }
  // Counted only once it is known to be a number of a sane size.
  const positions = tokens > config.context ? tokens : inputs(tokens).length;
  if (positions <= config.context) return;
  throw wrong(`it speaks of ${tokens} tokens, the model's context is ${config.context}`);
}
