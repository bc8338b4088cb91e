import type { Capacity } from "../../statistics/mod.ts";

/** A capacity in tokens: "16", and "≥ 16" where nothing longer was seen to fail. */
export function capacityText({ tokens, censored }: Capacity): string {
  return `${censored ? "≥ " : ""}${tokens}`;
}
