import { mean, median } from "simple-statistics";
import { textMean } from "../../claims/text_mean.ts";
import type { Interval } from "../../statistics/mod.ts";
import type { ControlName, ControlPair } from "./control_pairs.ts";

/** A control in one setting, all its pairs together. */
export interface ControlComparison {
  readonly setting: string;
  readonly control: ControlName;
  readonly texts: number;
  /** Pairs: texts × seeds. */
  readonly fits: number;
  readonly exact: number;
  readonly plainExact: number;
  /** Whether some fit could not have been exact, whatever was trained. */
  readonly outOfReach: boolean;
  /** Fits in which all is right that could be. */
  readonly complete: number;
  readonly meanAccuracy: number;
  readonly plainMeanAccuracy: number;
  /** Accuracy of the changed fit less that of the plain one: mean over texts, 95 %. */
  readonly difference: Interval;
  readonly medianSteps: number;
  readonly plainMedianSteps: number;
}

/** Pairs as comparisons, in the order in which settings and controls first come. */
export function controlComparisons(pairs: readonly ControlPair[]): ControlComparison[] {
  const groups = Map.groupBy(pairs, ({ setting, control }) => `${setting}, ${control}`);
  return [...groups].map(([estimate, own]) => {
    const changed = own.map((pair) => pair.changed);
    const plain = own.map((pair) => pair.plain);
    // Seeds of one text are one text.
    const byText = [...Map.groupBy(own, ({ text }) => text).values()].map((ofText) =>
      mean(ofText.map((pair) => pair.changed.accuracy - pair.plain.accuracy))
    );
    return {
      setting: own[0].setting,
      control: own[0].control,
      texts: byText.length,
      fits: own.length,
      exact: changed.filter(({ exact }) => exact).length,
      plainExact: plain.filter(({ exact }) => exact).length,
      outOfReach: changed.some(({ ceiling }) => ceiling < 1),
      complete: changed.filter(({ accuracy, ceiling }) => accuracy === ceiling).length,
      meanAccuracy: mean(changed.map(({ accuracy }) => accuracy)),
      plainMeanAccuracy: mean(plain.map(({ accuracy }) => accuracy)),
      difference: textMean(byText, { claim: "controls", estimate, level: 0.95, range: [-1, 1] }),
      medianSteps: median(changed.map(({ steps }) => steps)),
      plainMedianSteps: median(plain.map(({ steps }) => steps)),
    };
  });
}
