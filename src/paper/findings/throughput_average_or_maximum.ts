import type { Check } from "../finding.ts";

/** A mean over points that differ lies below their maximum, so one number cannot be both. */
export const throughputAverageOrMaximum: Check = ({ statements, figure4 }) => {
  const said = statements.filter(({ topic }) => topic === "throughput-ratio");
  const average = said.find(({ at }) => at.aggregation === "average");
  const most = said.find(({ at }) => at.aggregation === "up to");
  if (average === undefined || most === undefined || average.value !== most.value) return null;
  return {
    id: "throughput-average-or-maximum",
    places: [figure4.place, average.place],
    message: `${average.value}× is called an average in one place and "up to" in another`,
    arithmetic: [
      `mean = ${average.value} = maximum only if the ratio of every point is ${average.value}`,
    ],
  };
};
