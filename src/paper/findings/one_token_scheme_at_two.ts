import type { Check } from "../finding.ts";
import { valueAt } from "../values_at.ts";

/**
 * At N = 2 an accuracy is 0, ½ or 1, so mean and deviation fix the shares of the three. With q the
 * mean of squares: ½a + b = mean and ¼a + b = q, hence b = 2q − mean are perfect.
 */
export const oneTokenSchemeAtTwo: Check = ({ statements, table1 }) => {
  const said = statements.find(({ topic }) => topic === "one-token-scheme");
  if (said?.at.verdict !== "fails" || said.value !== 2) return null;
  const { value: mean, deviation } = valueAt(table1, "accuracy", {
    arrangement: "[e]×N",
    tokens: 2,
  });
  const half = 0.005;
  const perfect = (m: number, s: number) => 2 * (m ** 2 + s ** 2) - m;
  const share = perfect(mean, deviation!);
  const corners = [-half, half].flatMap((dm) =>
    [-half, half].map((ds) => perfect(mean + dm, deviation! + ds))
  );
  // Not a failure if texts came back whole, whatever the rounding hid.
  if (Math.min(...corners) <= 0) return null;
  const percent = (p: number) => (100 * p).toFixed(1);
  return {
    id: "one-token-scheme-at-two",
    places: [table1.place, said.place],
    message: `the one-token scheme "fails" at N = 2 while its own moments make about ` +
      `${Math.round(100 * share)} % of the texts perfect`,
    arithmetic: [
      `2·(${mean}² + ${deviation}²) − ${mean} = ${share.toFixed(3)}`,
      `within rounding ${percent(Math.min(...corners))} to ${percent(Math.max(...corners))} %`,
    ],
  };
};
