/**
 * How many texts of N tokens a training has been shown after so many steps. Lengths take turns, step
 * by step, and a step's texts hold so many tokens together.
 */
export function textsSeen(
  { step, tokens }: { readonly step: number; readonly tokens: number },
  { lengths, tokensPerStep }: {
    /** N of each turn, in order. */
    readonly lengths: readonly number[];
    readonly tokensPerStep: number;
  },
): number {
  const turn = lengths.indexOf(tokens);
  const turns = Math.max(0, Math.ceil((step - turn) / lengths.length));
  return turns * textsAStep({ tokens, tokensPerStep });
}

/** Texts of N tokens in one step. */
export function textsAStep(
  { tokens, tokensPerStep }: { readonly tokens: number; readonly tokensPerStep: number },
): number {
  return Math.max(1, Math.floor(tokensPerStep / tokens));
}
