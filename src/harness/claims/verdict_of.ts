import type { ClaimVerdict } from "../record.ts";

/**
 * The verdict on "the quantity is above the bound", from an interval: reproduced where all of it
 * is, contradicted where all of it is not, inconclusive otherwise (an interval of NaN included).
 */
export function verdictAbove(
  { low, high }: { readonly low: number; readonly high: number },
  bound: number,
): ClaimVerdict["verdict"] {
  if (low > bound) return "reproduced";
  return high < bound ? "contradicted" : "inconclusive";
}

/** The verdict on a statement that holds only where all its parts do. */
export function verdictOfAll(parts: readonly ClaimVerdict["verdict"][]): ClaimVerdict["verdict"] {
  if (parts.includes("contradicted")) return "contradicted";
  const judged = parts.filter((part) => part !== "not run");
  if (judged.length === 0) return "not run";
  return judged.every((part) => part === "reproduced") ? "reproduced" : "inconclusive";
}
