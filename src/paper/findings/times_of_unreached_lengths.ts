import type { Check } from "../finding.ts";
import { valueAt, valuesAt } from "../values_at.ts";

/**
 * A time is a mean over data sets, and some data sets do not reach the length: then the cells of
 * one row are means over different data sets, and a slope along it mixes them.
 */
export const timesOfUnreachedLengths: Check = ({ settings, table3, table4 }) => {
  const arithmetic = valuesAt(table4, "fitSeconds").flatMap(({ at }) => {
    const { model } = at;
    const tokens = at.tokens as number;
    const short = settings.sources.map(({ id: source }) => ({
      source,
      capacity: valueAt(table3, "capacityTokens", { source, model, mShared: false }).value,
    })).filter(({ capacity }) => capacity < tokens);
    return short.map(({ source, capacity }) =>
      `${model} at N = ${tokens}: ${source} reaches ${capacity}, leaving ` +
      `${settings.sources.length - short.length} of ${settings.sources.length} data sets`
    );
  });
  if (arithmetic.length === 0) return null;
  return {
    id: "times-of-unreached-lengths",
    places: [table4.place, table3.place],
    message: "times averaged over data sets stand at lengths that not every data set reaches",
    arithmetic,
  };
};
