import type { Trajectories } from "../readings/trajectories.ts";
import type { ChartSpec } from "./chart.ts";

/** Sampled values over steps, one line a fit, the axis of steps stretched at its beginning. */
export function overStepsSpec(
  values: readonly unknown[],
  { scale, y, interpolate }: Pick<Trajectories, "scale"> & {
    readonly y: Readonly<Record<string, unknown>>;
    readonly interpolate?: string;
  },
): ChartSpec {
  const shape = interpolate === undefined ? {} : { interpolate };
  return {
    height: 220,
    data: { values },
    mark: { type: "line", ...shape, strokeWidth: 1.5, opacity: 0.85 },
    encoding: {
      x: {
        field: "step",
        type: "quantitative",
        scale: { type: "sqrt", nice: false },
        axis: { title: "step", format: ",~f", tickCount: 6, labelOverlap: true },
      },
      y: { type: "quantitative", ...y },
      detail: { field: "fit" },
      color: { field: "series", type: "nominal", scale },
      strokeDash: { field: "series", type: "nominal", scale },
      tooltip: [
        { field: "text", title: "text" },
        { field: "series", title: "series" },
      ],
    },
  };
}
