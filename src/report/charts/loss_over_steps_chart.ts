import { lastSeed, sampledValues, trajectoriesOf } from "../readings/trajectories.ts";
import { type Chart, commandsOf } from "./chart.ts";
import { overStepsSpec } from "./_over_steps_spec.ts";
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
    spec: overStepsSpec(values, {
      scale,
      y: { field: "lossNats", axis: { title: "loss, nats a token", tickCount: 5 } },
    }),
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
