import { arrangementNamed } from "../../proto/arrangement.ts";
import { attainableAccuracy } from "../../proto/attainable.ts";
import type { Check } from "../finding.ts";
import { valuesAt } from "../values_at.ts";

/** Mean accuracy from which one vector can be said to say any one token. */
const saysOneToken = 0.995;

/**
 * Without a prefix equal inputs give equal outputs (docs/theorems.md), so a vector that says one
 * token of a text says it N times: 1/N at least, of every text and with every arrangement. That it
 * can say one is the table's own N = 1. A mean below has another reason: a prefix, or settings that
 * change with N, or a fit that ends worse than it could.
 */
export const belowAlwaysAttainable: Check = ({ table1 }) => {
  const printed = valuesAt(table1, "accuracy");
  const sayable = printed.filter(({ at, value }) => at.tokens === 1 && value >= saysOneToken);
  const arithmetic = printed.flatMap(({ at, value, decimals }) => {
    const tokens = Number(at.tokens);
    const arrangement = String(at.arrangement);
    if (tokens === 1 || !sayable.some((one) => one.at.arrangement === arrangement)) return [];
    // Tokens that do not repeat are the hardest text.
    const different = Array.from({ length: tokens }, (_, id) => id);
    const { always } = attainableAccuracy(arrangementNamed(arrangement), different);
    const highest = value + 0.5 * 10 ** -decimals;
    if (highest >= always) return [];
    return [
      `${arrangement} at N = ${tokens}: ${value} + ${0.5 * 10 ** -decimals} < 1/${tokens} = ` +
      `${always}, though one token comes out at ${sayable[0].value.toFixed(decimals)}`,
    ];
  });
  if (arithmetic.length === 0) return null;
  return {
    id: "below-always-attainable",
    places: [table1.place],
    message: "accuracies below what any text always allows without a prefix, one token said N " +
      "times: a prefix, or other settings, would explain them",
    arithmetic,
  };
};
