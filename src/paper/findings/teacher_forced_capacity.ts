import type { Check } from "../finding.ts";
import { valuesAt } from "../values_at.ts";

/**
 * Teacher forcing feeds the right token after a wrong one; a model writing freely goes on from its
 * own. At an accuracy below 1 the first counts texts that the second cannot write.
 */
export const teacherForcedCapacity: Check = ({ settings, statements, cramming }) => {
  const said = statements.filter(({ topic }) => topic === "autoregressive-accuracy");
  const counted = said.find(({ at }) => at.used === "capacity")?.at.forcing;
  const timed = said.find(({ at }) => at.used === "throughput")?.at.forcing;
  if (counted === undefined || timed === undefined || counted === timed) return null;
  const accuracy = settings.successAccuracy;
  return {
    id: "teacher-forced-capacity",
    places: ["Figure 3", "Figure 4"],
    message: `autoregressive capacity is counted ${counted} and the text it is timed on written ` +
      `${timed}: not the same texts`,
    arithmetic: valuesAt(cramming, "capacityTokens").flatMap(({ at, value }) => {
      const errors = Math.floor(value * (1 - accuracy) + 1e-9);
      if (errors === 0) return [];
      return [
        `${at.model}: ${value} tokens at ${accuracy} let ${errors} errors pass; evenly spread, the ` +
        `first comes after ${Math.floor(value / (errors + 1))} tokens`,
      ];
    }),
  };
};
