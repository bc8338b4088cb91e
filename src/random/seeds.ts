import pinned from "../../fixtures/seeds.json" with { type: "json" };
import { type Stream, stream } from "./stream.ts";

/** A purpose that `fixtures/seeds.json` pins a seed for. */
export type Purpose = keyof typeof pinned;

/** Every pinned seed, by purpose. */
export const seeds: Readonly<Record<Purpose, { readonly seed: number; readonly use: string }>> =
  pinned;

/** The stream of a purpose under its pinned seed; see {@linkcode stream}. */
export function pinnedStream(purpose: Purpose, index = 0): Stream {
  return stream(seeds[purpose].seed, purpose, index);
}
