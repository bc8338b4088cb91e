import { bezierRecipe } from "../proto/fit_bezier.ts";
import { cosineDistance } from "../proto/distance.ts";
import { type ArrangementName, recipeNamed } from "../proto/mod.ts";
import type { CurveJob, CurveResult } from "../records/experiment_records.ts";
import type { FitSample } from "../records/fit_record.ts";
import type { StudiedLimit, StudiedWay } from "../records/study_data.ts";
import { type HeldOutSource, heldOutTexts } from "./held_out.ts";
import {
  planStudy,
  runStudy,
  solutionOf,
  type StudiedFit,
  type StudyContext,
} from "./study_fits.ts";

/** Points of a straight line that are scored, the ends included. */
const linePoints = 21;

/** Samples of a path that are kept, evenly spaced. */
const pathPoints = 24;

/**
 * Looks at what limits a fit: where it moves, which position comes right last, what lies on the straight
 * line from the common start to its solution, and how far from there the solution of the same text
 * is that was found from N(0, 1).
 */
export async function measureLimits(
  { tokens, count, arrangement, sources, onText }: {
    readonly tokens: number;
    readonly count: number;
    readonly arrangement: ArrangementName;
    readonly sources?: readonly HeldOutSource[];
    readonly onText?: (done: number) => void;
  },
  context: StudyContext,
): Promise<StudiedLimit> {
  const { model, starts, codeSha256, command } = context;
  const texts = await heldOutTexts({ tokens, count, sources }, context);
  const fitted = async (name: string) =>
    await runStudy(planStudy(texts, { recipe: recipeNamed(name), arrangement }, context), context);
  const near = await fitted("best");
  const far = await fitted("open");
  const start = starts!.get(arrangement)!.proto;
  const ways: StudiedWay[] = [];
  for (const [at, { id, source, targets }] of texts.entries()) {
    const [one, other] = [near[at], far[at]];
    const solution = await solutionOf(one, context);
    const elsewhere = await solutionOf(other, context);
    const line = (from: Float32Array, to: Float32Array) =>
      lineBetween([from, to], { fit: one, targets, context });
    ways.push({
      text: id,
      source,
      exact: one.result.exact,
      steps: one.result.steps,
      lastWrong: lastWrongOf(one.result.trajectory),
      path: pathOf(one.result.trajectory),
      distance: distance(start, solution),
      fromStart: await line(start, solution),
      fromNormal: {
        exact: other.result.exact,
        steps: other.result.steps,
        distance: distance(solution, elsewhere),
        cosineDistance: cosineDistance(solution, elsewhere),
        line: await line(solution, elsewhere),
      },
    });
    onText?.(at + 1);
  }
  return { model: model.id, arrangement, tokens, ways, codeSha256, command };
}

/** Positions that were still wrong in the last sample that was not all right, from 0. */
function lastWrongOf(trajectory: readonly FitSample[]): number[] {
  const last = trajectory.findLast(({ hits }) => hits.includes("0"));
  return [...last?.hits ?? ""].flatMap((hit, at) => hit === "0" ? [at] : []);
}

/** Steps, losses and the lengths of e and m, thinned. */
function pathOf(trajectory: readonly FitSample[]): StudiedWay["path"] {
  const every = Math.max(1, (trajectory.length - 1) / (pathPoints - 1));
  const places = new Set(
    Array.from(
      { length: Math.min(pathPoints, trajectory.length) },
      (_, i) => Math.min(trajectory.length - 1, Math.round(i * every)),
    ),
  );
  return [...places].map((at) => {
    const { step, lossNats, lengths = [] } = trajectory[at];
    return { step, lossNats, lengths };
  });
}

/** Scores the straight line between two solutions of a text. */
async function lineBetween(
  ends: readonly [Float32Array, Float32Array],
  { fit: { record: { job: fitJob } }, targets, context: { session } }: {
    readonly fit: StudiedFit;
    readonly targets: readonly number[];
    readonly context: StudyContext;
  },
) {
  const { model, engine, codeSha256, text, tokens, arrangement, recipe, seed } = fitJob;
  const job: CurveJob = {
    ...{ kind: "curve", model, engine, codeSha256, text, tokens, arrangement, recipe },
    seeds: [seed, seed],
    // The line alone is wanted: no step bends it.
    curve: { ...bezierRecipe, steps: 0 },
    points: linePoints,
  };
  const answer = await session.runJob({ name: "curve", payload: { job, targets, ends } }, () => {});
  const { lineLossesNats: lossesNats, lineAccuracies: accuracies } = answer as CurveResult;
  return { lossesNats, accuracies };
}

function distance(a: Float32Array, b: Float32Array): number {
  return Math.hypot(...a.map((value, i) => value - b[i]));
}
