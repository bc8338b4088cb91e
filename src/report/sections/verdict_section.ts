import { type Markup, markup } from "../page/markup.ts";
import { verdictSentence } from "../readings/verdict_sentence.ts";

/** What a run found, in one sentence, its finding in bold. */
export function verdictSection(readings: Parameters<typeof verdictSentence>[0]): Markup {
  const { where, finding, claims } = verdictSentence(readings);
  return markup`<p class="verdict">${where}<b>${finding}</b>${claims}</p>`;
}
