import type { Check } from "../finding.ts";
import { valuesAt } from "../values_at.ts";

/**
 * Table 2's best of ten seeds reads as success at a length above Table 3's capacity with shared m.
 * Table 2 does not name its model; Llama-3.2-1B is the one of the neighbouring tables.
 */
export const sharedCapacityDisagrees: Check = ({ settings, table2, table3 }) => {
  const model = "llama-3.2-1b";
  const [capacity] = valuesAt(table3, "capacityTokens", { model, source: "pg19", mShared: true });
  const beyond = valuesAt(table2, "accuracy", { shared: "m", overSeeds: "max" }).filter((one) =>
    one.value >= settings.successAccuracy && (one.at.groupSize as number) > 1 &&
    (one.at.tokens as number) > capacity.value
  );
  if (beyond.length === 0) return null;
  return {
    id: "shared-capacity-disagrees",
    places: [table2.place, table3.place],
    message: "with shared m PG-19 texts come back whole at a length above the stated capacity " +
      "(if Table 2, which names no model, is of Llama-3.2-1B)",
    arithmetic: beyond.map(({ at, value }) =>
      `accuracy ${
        value.toFixed(2)
      } ≥ ${settings.successAccuracy} at N = ${at.tokens} in groups of ` +
      `${at.groupSize} (best of ten seeds), capacity ${capacity.value} < ${at.tokens}`
    ),
  };
};
