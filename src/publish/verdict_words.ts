import { verdictOrder } from "../claims/kind_tallies.ts";
import type { Verdict, VerdictKind } from "../records/record.ts";

/** A printed verdict in today's words. */
export interface TodaysWord {
  /** What it says today; null where the word is not known. */
  readonly word: Verdict | null;
  /** Whether the run that printed it said it in another word. */
  readonly reworded: boolean;
}

/**
 * Until verdicts had words of their kind, all kinds reproduced and contradicted. The finding is the
 * same; only the paper's own weights may say it so.
 */
const reworded: Readonly<Record<VerdictKind, Readonly<Record<string, Verdict>>>> = {
  direct: {},
  transfer: { reproduced: "seen", contradicted: "not seen" },
  // Of machinery it says only that it ran.
  machinery: { reproduced: "runs", contradicted: "runs", inconclusive: "runs" },
};

/** What a verdict that a run printed is called today. */
export function todaysWord(
  { verdict, kind }: { readonly verdict: string; readonly kind: VerdictKind },
): TodaysWord {
  const today = reworded[kind]?.[verdict];
  if (today !== undefined) return { word: today, reworded: true };
  return { word: verdictOrder.find((known) => known === verdict) ?? null, reworded: false };
}
