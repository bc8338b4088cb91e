import { published } from "../paper/mod.ts";

/** Accuracy from which a text counts as given back, whichever way. */
const reached = published.settings.successAccuracy;

/** One try to give a prefix of a text back. */
export interface TriedPrefix {
  readonly text: string;
  readonly tokens: number;
  readonly accuracy: number;
  /** H_LM of the prefix, nats. */
  readonly informationNats: number;
}

/** A text's longest prefix that was given back. */
export interface LongestHeld {
  readonly text: string;
  /** 0 where none was. */
  readonly tokens: number;
  /** H_LM of that prefix, nats; 0 where none was. */
  readonly informationNats: number;
  /** Longest prefix tried: a text that holds it might hold more. */
  readonly triedTokens: number;
}

/** Each text's longest prefix given back, by the best of its tries. */
export function longestHeld(tries: readonly TriedPrefix[]): LongestHeld[] {
  return [...Map.groupBy(tries, ({ text }) => text)].map(([text, ofText]) => {
    const held = ofText.filter(({ accuracy }) => accuracy >= reached)
      .toSorted((a, b) => b.tokens - a.tokens)[0];
    return {
      text,
      tokens: held?.tokens ?? 0,
      informationNats: held?.informationNats ?? 0,
      triedTokens: Math.max(...ofText.map(({ tokens }) => tokens)),
    };
  });
}
