import { fewestClusters } from "../statistics/mod.ts";

/**
 * Texts that were tried at the longest length that six were tried at (all, where there are fewer), or
 * beyond. A text that another experiment tried at N = 8 alone, and got back, would outlast its
 * lengths and say nothing of how much it holds. Which texts were tried where is the plan's doing and
 * not the outcome's, so leaving some out does not favour the good or the bad.
 */
export function triedFar(
  tries: readonly { readonly text: string; readonly tokens: number }[],
): ReadonlySet<string> {
  const longest = [...Map.groupBy(tries, ({ text }) => text)].map(([text, of]) => ({
    text,
    tokens: Math.max(...of.map(({ tokens }) => tokens)),
  })).sort((a, b) => b.tokens - a.tokens);
  const bound = longest[Math.min(fewestClusters, longest.length) - 1]?.tokens ?? 0;
  return new Set(longest.filter(({ tokens }) => tokens >= bound).map(({ text }) => text));
}
