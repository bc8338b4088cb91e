import type { JobRecord } from "../../records/record.ts";
import { accuracyOverNoiseChart } from "./accuracy_over_noise_chart.ts";
import { certifiedGroups } from "../readings/certified.ts";
import type { Chart } from "./chart.ts";
import { marginsChart } from "./margins_chart.ts";

/** Margins and noise of each model's certified solutions. */
export function certificateCharts(experiments: readonly JobRecord[]): Chart[] {
  const models = Map.groupBy(certifiedGroups(experiments), ({ model }) => model);
  return [...models.values()]
    .flatMap((groups) => [marginsChart(groups), accuracyOverNoiseChart(groups)])
    .filter((chart) => chart !== null);
}
