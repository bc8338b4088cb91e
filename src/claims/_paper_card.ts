/** Cards the paper ran on; a time on another one cannot contradict it. */
const cards = /\b(A100|H100)\b/;

/** Whether a graphics card is one of those the paper's times are from; false where none is known. */
export function isPaperCard(card: string | null): boolean {
  return card !== null && cards.test(card);
}

/** "on an A100 or H100 (name)": what the card is worth, for a reason. */
export function onCard(card: string | null): string {
  if (isPaperCard(card)) return `on the paper's card (${card})`;
  return `on ${card ?? "a card that is not known"}, which is not the paper's and cannot ` +
    `contradict it`;
}
