import type { Check } from "../finding.ts";
import { perfectShareAtTwo } from "./_perfect_share_at_two.ts";

/** Not a failure if texts came back whole, whatever the rounding hid. */
export const oneTokenSchemeAtTwo: Check = ({ statements, table1 }) => {
  const said = statements.find(({ topic }) => topic === "one-token-scheme");
  if (said?.at.verdict !== "fails" || said.value !== 2) return null;
  const { mean, deviation, share, least, most } = perfectShareAtTwo(table1);
  if (least <= 0) return null;
  const percent = (p: number) => (100 * p).toFixed(1);
  return {
    id: "one-token-scheme-at-two",
    places: [table1.place, said.place],
    message: `the one-token scheme "fails" at N = 2 while its own moments make about ` +
      `${Math.round(100 * share)} % of the texts perfect`,
    arithmetic: [
      `2·(${mean}² + ${deviation}²) − ${mean} = ${share.toFixed(3)}`,
      `within rounding ${percent(least)} to ${percent(most)} %`,
    ],
  };
};
