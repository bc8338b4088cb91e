import { intervalText } from "../../claims/words.ts";
import { type ControlComparison, controlComparisons } from "../readings/control_comparisons.ts";
import type { ControlPair } from "../readings/control_pairs.ts";
import { figure, share } from "../readings/number_format.ts";
import type { Table } from "./table.ts";

/** One setting's controls, all texts of each together, beside their plain fits. */
export function controlsTable(pairs: readonly ControlPair[]): Table {
  return {
    caption: `Controls beside their plain fits, ${pairs[0].setting}`,
    columns: [
      { name: "control" },
      { name: "texts", numeric: true },
      { name: "exact" },
      { name: "exact, plain" },
      { name: "accuracy", numeric: true },
      { name: "accuracy, plain", numeric: true },
      { name: "difference [95 %]", numeric: true },
      { name: "median steps", numeric: true },
      { name: "steps, plain", numeric: true },
    ],
    rows: controlComparisons(pairs).map((one) => [
      one.control,
      one.texts,
      exactOf(one),
      `${one.plainExact} of ${one.fits}`,
      share(one.meanAccuracy),
      share(one.plainMeanAccuracy),
      intervalText(one.difference),
      figure(one.medianSteps),
      figure(one.plainMedianSteps),
    ]),
  };
}

/** Where the whole text is out of reach, also how many fits got all that is not. */
function exactOf({ exact, fits, outOfReach, complete }: ControlComparison): string {
  const whole = `${exact} of ${fits}`;
  return outOfReach ? `${whole}; all within reach: ${complete}` : whole;
}
