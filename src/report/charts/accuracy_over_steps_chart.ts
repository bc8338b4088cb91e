import { lastSeed, sampledValues, trajectoriesOf } from "../readings/trajectories.ts";
import { type Chart, commandsOf } from "./chart.ts";
import { overStepsSpec } from "./_over_steps_spec.ts";
import type { FitSample } from "../../records/record.ts";
import type { MeasuredFit } from "../readings/measured.ts";
import { count, share } from "../readings/number_format.ts";

/** Share of right tokens over steps of all fits of one length, one line a fit. */
export function accuracyOverStepsChart(
  fits: readonly MeasuredFit[],
  { tokens }: { tokens: number },
): Chart | null {
  const trajectories = trajectoriesOf(fits, tokens);
  if (trajectories === null) return null;
  const { series, scale } = trajectories;
  const values = sampledValues(trajectories, "accuracy");
  return {
    name: `accuracy-over-steps-n${tokens}`,
    title: `Accuracy over steps, N = ${tokens}`,
    reading: "The same fits: the share of the N tokens that are right at each sampled step. " +
      "A fit stops when all are.",
    spec: overStepsSpec(values, {
      scale,
      interpolate: "step-after",
      y: {
        field: "accuracy",
        scale: { domain: [0, 1] },
        axis: { title: "accuracy", tickCount: 5, format: ".1~f" },
      },
    }),
    values,
    table: {
      caption: `Steps until half, nine tenths and all of the tokens are right, N = ${tokens}`,
      columns: [
        { name: "text" },
        { name: "series" },
        { name: "seed", numeric: true },
        { name: "half right, step", numeric: true },
        { name: "0.9 right, step", numeric: true },
        { name: "all right, step", numeric: true },
        { name: "last accuracy", numeric: true },
      ],
      rows: series.flatMap(({ name, fits }) =>
        fits.map((fit) => {
          const { trajectory } = fit.result;
          const reached = [0.5, 0.9, 1].map((wanted) => firstStep(trajectory, wanted));
          return [
            fit.job.text.id,
            name,
            lastSeed(fit),
            ...reached,
            share(trajectory.at(-1)!.accuracy),
          ];
        })
      ),
    },
    commands: commandsOf(trajectories.fits),
  };
}

/** The first sampled step at which an accuracy was reached. */
function firstStep(trajectory: readonly FitSample[], accuracy: number): string | null {
  const sample = trajectory.find((sample) => sample.accuracy >= accuracy);
  return sample === undefined ? null : count(sample.step);
}
