import type { KeptRow } from "../../bench/bench_file.ts";
import { batchingChart } from "./batching_chart.ts";
import type { Chart } from "./chart.ts";
import { decodingSpeedChart } from "./decoding_speed_chart.ts";
import { decodingSpeedupChart } from "./decoding_speedup_chart.ts";
import { growthExponentsChart } from "./growth_exponents_chart.ts";
import { loadMemoryChart } from "./load_memory_chart.ts";
import { loadPhasesChart } from "./load_phases_chart.ts";
import { operatorSharesChart } from "./operator_shares_chart.ts";
import { productShareChart } from "./product_share_chart.ts";
import { stepRatioChart } from "./step_ratio_chart.ts";

/** The charts of kept benchmark rows, in the order of the page; one without rows is left out. */
export function performanceCharts(rows: readonly KeptRow[]): Chart[] {
  return [
    stepRatioChart,
    productShareChart,
    operatorSharesChart,
    batchingChart,
    decodingSpeedChart,
    decodingSpeedupChart,
    loadPhasesChart,
    loadMemoryChart,
    growthExponentsChart,
  ].map((chart) => chart(rows)).filter((chart) => chart !== null);
}
