import type { Check } from "../finding.ts";
import { valuesAt } from "../values_at.ts";

/** A rounded figure may be off by this share. */
const rounding = 0.05;

/** The seconds the text gives for one length, against the table's. */
export const around200Seconds: Check = ({ statements, table4 }) => {
  const said = statements.find(({ topic }) => topic === "fitting-time-512");
  if (said === undefined || said.value === null) return null;
  const around = said.value;
  const printed = valuesAt(table4, "fitSeconds", { tokens: said.at.tokens });
  const off = printed.filter(({ value }) => Math.abs(value / around - 1) > rounding);
  if (off.length === 0) return null;
  return {
    id: "around-200-seconds",
    places: [said.place, table4.place],
    message: `fitting ${said.at.tokens} tokens is said to take around ${around} s, the table has ` +
      off.map(({ value }) => value).sort((a, b) => a - b).join(" and "),
    arithmetic: off.map(({ at, value }) =>
      `${at.model}: ${value} / ${around} − 1 = ${(100 * (value / around - 1)).toFixed(1)} %`
    ),
  };
};
