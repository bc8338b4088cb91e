import type { Check } from "../finding.ts";
import { valuesAt } from "../values_at.ts";

/**
 * Accuracies that all lie in [0.99, 1] have a standard deviation of at most 0.005 (half the range).
 * A larger one means texts below the threshold, even at the best of ten seeds.
 */
export const restartsNotEnough: Check = ({ settings, statements, table2 }) => {
  const said = statements.find(({ id }) => id === "g");
  if (said?.at.wording !== "works") return null;
  const most = (1 - settings.successAccuracy) / 2;
  const short = valuesAt(table2, "accuracy", { overSeeds: "max" }).filter(({ deviation }) =>
    deviation! - 0.005 > most
  );
  if (short.length === 0) return null;
  return {
    id: "restarts-not-enough",
    places: [table2.place, said.place],
    message: "every group size is said to work with enough restarts, yet some texts stay below " +
      `${settings.successAccuracy} at the best of ten seeds`,
    arithmetic: short.map(({ at, value, deviation }) =>
      `${at.shared} shared by ${at.groupSize}: ${value.toFixed(2)} ± ${deviation!.toFixed(2)}, a ` +
      `deviation above (1 − ${settings.successAccuracy}) / 2 = ${most.toFixed(3)}`
    ),
  };
};
