import type { Verdict, VerdictKind } from "../../records/record.ts";
import { type Markup, markup } from "../../report/page/markup.ts";
import { todaysWord } from "../verdict_words.ts";

const signs: Readonly<Record<Verdict, readonly [sign: string, colour: string]>> = {
  reproduced: ["✓", "right"],
  contradicted: ["✗", "wrong"],
  seen: ["✓", "right"],
  "not seen": ["✗", "wrong"],
  runs: ["○", "quiet"],
  "does not run": ["✗", "wrong"],
  inconclusive: ["≈", "caution"],
  "not run": ["–", "quiet"],
};

/** A verdict in today's words, and the printed one beside it where that was another. */
export function verdictBadge(
  printed: { readonly verdict: string; readonly kind: VerdictKind },
): Markup {
  const { word, reworded } = todaysWord(printed);
  const [sign, colour] = word === null ? ["?", "quiet"] : signs[word];
  const was = reworded || word === null
    ? markup` <small>printed as “${printed.verdict}”</small>`
    : null;
  return markup`<span class="badge ${colour}"><span aria-hidden="true">${sign}</span> ${
    word ?? "word unknown today"
  }</span>${was}`;
}

/** The same as plain text. */
export function verdictText(
  printed: { readonly verdict: string; readonly kind: VerdictKind },
): string {
  const { word, reworded } = todaysWord(printed);
  if (word === null) return `“${printed.verdict}”, a word unknown today`;
  return reworded ? `${word} (printed as “${printed.verdict}”)` : word;
}
