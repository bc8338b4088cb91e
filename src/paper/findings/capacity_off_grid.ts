import type { Check } from "../finding.ts";
import { valuesAt } from "../values_at.ts";

/** A capacity is a length that was tried, so it stands on the grid of lengths. */
export const capacityOffGrid: Check = ({ settings, table3 }) => {
  const grid = settings.lengthGrids.find(({ place }) => place === table3.place)!.tokens;
  const off = valuesAt(table3, "capacityTokens").filter(({ value }) => !grid.includes(value));
  if (off.length === 0) return null;
  const distinct = [...new Set(off.map(({ value }) => value))].sort((a, b) => a - b);
  return {
    id: "capacity-off-grid",
    places: [table3.place],
    message: `capacities that are not on the declared grid: ${distinct.join(", ")}`,
    arithmetic: off.map(({ value, at }) => {
      const below = grid.findLast((tokens) => tokens < value);
      const above = grid.find((tokens) => tokens > value);
      const shared = at.mShared ? "m shared" : "m not shared";
      return `${at.model}, ${at.source}, ${shared}: ${below} < ${value} < ${above}`;
    }),
  };
};
