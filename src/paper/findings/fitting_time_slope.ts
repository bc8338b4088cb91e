import { logLogSlope } from "../../statistics/log_log_slope.ts";
import type { Check } from "../finding.ts";
import { valuesAt } from "../values_at.ts";

/** Exponents up to this are still called about linear. */
const aboutLinear = 1.5;

/** The text says time grows about linearly; an exponent of 1 is linear, one of 2 quadratic. */
export const fittingTimeSlope: Check = ({ settings, statements, table4 }) => {
  const said = statements.find(({ id }) => id === "e");
  if (said?.value !== 1) return null;
  const arithmetic = settings.models.flatMap(({ id, title }) => {
    const points = valuesAt(table4, "fitSeconds", { model: id }).map(({ at, value }) => ({
      x: at.tokens as number,
      y: value,
    })).sort((a, b) => a.x - b.x);
    const whole = logLogSlope(points);
    const lines = whole > aboutLinear ? [`${title}: ${whole.toFixed(2)} over all lengths`] : [];
    const steepest = points.slice(1).map((point, i) => ({
      from: points[i],
      to: point,
      slope: logLogSlope([points[i], point]),
    })).reduce((a, b) => b.slope > a.slope ? b : a);
    if (steepest.slope > aboutLinear) {
      const { from, to, slope } = steepest;
      lines.push(
        `${title}: ln(${to.y}/${from.y}) / ln(${to.x}/${from.x}) = ${slope.toFixed(2)}`,
      );
    }
    return lines;
  });
  if (arithmetic.length === 0) return null;
  return {
    id: "fitting-time-slope",
    places: [table4.place, said.place],
    message: "fitting time is said to grow about linearly, the table's log-log slopes are far " +
      "above 1",
    arithmetic,
  };
};
