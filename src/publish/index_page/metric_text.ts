import { figure } from "../../claims/words.ts";
import type { Metric } from "../metric.ts";

/** "0.875 [0.676, 0.973]", "412 steps", "5.31 ms": a metric's value as a page prints it. */
export function metricText({ value, low, high, unit }: Metric): string {
  const interval = low === undefined || high === undefined
    ? ""
    : ` [${figure(low)}, ${figure(high)}]`;
  const own = unit === "share" ? "" : unit === "×" ? "×" : ` ${unit}`;
  return unit === "×" ? `${figure(value)}×${interval}` : `${figure(value)}${own}${interval}`;
}
