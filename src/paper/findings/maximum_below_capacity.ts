import type { Check } from "../finding.ts";
import { valueAt } from "../values_at.ts";

/** A length called the maximum, against the capacity of the same setting. */
export const maximumBelowCapacity: Check = ({ statements, table3 }) => {
  const said = statements.find(({ at }) => at.wording === "maximum");
  if (said === undefined || said.value === null) return null;
  const { model, source, mShared } = said.at;
  const capacity = valueAt(table3, "capacityTokens", { model, source, mShared }).value;
  if (capacity <= said.value) return null;
  return {
    id: "maximum-below-capacity",
    places: [said.place, table3.place],
    message: `${said.value} tokens are called the maximum where the capacity is ${capacity}`,
    arithmetic: [
      `${model}, ${source}, m not shared: ${capacity} / ${said.value} = ` +
      `${(capacity / said.value).toFixed(2)} times the maximum`,
    ],
  };
};
