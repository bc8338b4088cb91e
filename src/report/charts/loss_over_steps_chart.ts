import { lastSeed, sampledValues, trajectoriesOf } from "../readings/trajectories.ts";
import { type Chart, commandsOf } from "./chart.ts";
import type { MeasuredFit } from "../readings/measured.ts";
import { count, figure } from "../readings/number_format.ts";

/** Cross-entropy over steps of all fits of one length, one line a fit. */
export function lossOverStepsChart(
  fits: readonly MeasuredFit[],
  { tokens }: { tokens: number },
): Chart | null {
  const trajectories = trajectoriesOf(fits, tokens);
  if (trajectories === null) return null;
  const { series, scale } = trajectories;
  const values = sampledValues(trajectories, "lossNats");
  return {
    name: `loss-over-steps-n${tokens}`,
    title: `Loss over steps, N = ${tokens}`,
    reading:
      "One line is one fit: the mean cross-entropy of its N tokens, in nats a token. After " +
      "a restart the line shows the last start. The axis of steps is stretched at its beginning.",
    spec: {
      height: 220,
      data: { values },
      mark: { type: "line", strokeWidth: 1.5, opacity: 0.85 },
      encoding: {
        x: {
          field: "step",
          type: "quantitative",
          scale: { type: "sqrt", nice: false },
          axis: { title: "step", format: ",~f", tickCount: 6, labelOverlap: true },
        },
        y: {
          field: "lossNats",
          type: "quantitative",
          axis: { title: "loss, nats a token", tickCount: 5 },
        },
        detail: { field: "fit" },
        color: { field: "series", type: "nominal", scale },
        strokeDash: { field: "series", type: "nominal", scale },
        tooltip: [
          { field: "text", title: "text" },
          { field: "series", title: "series" },
        ],
      },
    },
    values,
    table: {
      caption: `Loss at the start and at the end, N = ${tokens}`,
      columns: [
        { name: "text" },
        { name: "series" },
        { name: "seed", numeric: true },
        { name: "first loss, nats", numeric: true },
        { name: "last loss, nats", numeric: true },
        { name: "last step", numeric: true },
      ],
      rows: series.flatMap(({ name, fits }) =>
        fits.map((fit) => {
          const first = fit.result.trajectory[0];
          const last = fit.result.trajectory.at(-1)!;
          return [
            fit.job.text.id,
            name,
            lastSeed(fit),
            figure(first.lossNats),
            figure(last.lossNats),
            count(last.step),
          ];
        })
      ),
    },
    commands: commandsOf(trajectories.fits),
  };
}
