import { arrangementNamed, fitGraph } from "../proto/mod.ts";
import { type Bezier, equallySpaced, lengthRatio, straightLine } from "../proto/bezier.ts";
import {
  type BezierRecipe,
  bezierRecipe,
  type CurveOptions,
  fitBezier,
  scoresAlong,
} from "../proto/fit_bezier.ts";
import { pinnedStream } from "../random/mod.ts";
import { keyOf, sha256 } from "../records/canonical.ts";
import type { CurveJob, CurveResult } from "../records/experiment_records.ts";
import { initialIndex, type PlannedFit } from "./plan_fit.ts";
import { cellsByLength } from "./plan_cell.ts";
import type { PlanContext } from "./plan_context.ts";
import type { FitPlan } from "./fit_plan.ts";
import { gatherTargets, type Targets } from "./text_targets.ts";
import { type Experiment, type PlannedExperiment, Stopped } from "./experiment.ts";
import { fitsOf, type RestsOnFits, solutionOf } from "./rests_on_fits.ts";

/** Figure 7: every pair of a text's seeds, walked straight and along a fitted curve. */
export interface CurveEntry extends FitPlan {
  readonly kind: "curve";
  /** Other than the default fit of a curve. */
  readonly curve?: Partial<BezierRecipe>;
  /** How many τ are scored, the ends included. Default: 21. */
  readonly points?: number;
}

/** Two solutions and what to do with them. */
export interface CurvePayload {
  readonly job: CurveJob;
  readonly targets: readonly number[];
  readonly ends: Bezier["ends"];
}

export const curveExperiment:
  & Experiment<"curve", CurveEntry, Targets, CurvePayload>
  & RestsOnFits<CurveEntry, Targets> = {
    kind: "curve",

    gather: gatherTargets,

    fits(given, context) {
      return fitsOf(given, context).flatMap(({ fits }) => fits);
    },

    plan(given, context) {
      return fitsOf(given, context).flatMap(({ fits }) =>
        pairsOf(fits).map((pair) => planned(pair, given.entry, context))
      );
    },

    cells(entry, setting) {
      return cellsByLength(entry, { ...setting, fits: entry.texts * entry.seeds.length });
    },

    async run({ job, targets, ends }, { model, engine, stop, progress }): Promise<CurveResult> {
      const { arrangement: name, tokens, curve: recipe, points, engine: { batch } } = job;
      const arrangement = arrangementNamed(name);
      await using program = await engine.compile(fitGraph(model, arrangement, { batch, tokens }));
      const calls = recipe.steps + 2 * Math.ceil(points / batch);
      let done = 0;
      const options: CurveOptions = {
        program,
        batch,
        targets,
        vectors: arrangement.vectors,
        width: model.config.width,
        onCall() {
          if (stop()) throw new Stopped();
          progress(done++ / calls);
        },
      };
      const taus = equallySpaced(points);
      const line = await scoresAlong(straightLine(ends), { ...options, taus });
      const stream = pinnedStream("bezier", pairIndex(job));
      const fitted = await fitBezier(ends, { ...options, recipe, stream });
      const curve = await scoresAlong(fitted, { ...options, taus });
      return {
        lineAccuracies: line.map(({ accuracy }) => accuracy),
        curveAccuracies: curve.map(({ accuracy }) => accuracy),
        lineLossesNats: line.map(({ lossNats }) => lossNats),
        curveLossesNats: curve.map(({ lossNats }) => lossNats),
        lengthRatio: lengthRatio(fitted),
      };
    },
  };

function planned(
  [first, last]: readonly [PlannedFit, PlannedFit],
  { curve = {}, points = 21 }: CurveEntry,
  { model, engine, codeSha256 }: PlanContext,
): PlannedExperiment<"curve"> {
  const { text, tokens, arrangement, recipe } = first.job;
  const job: CurveJob = {
    kind: "curve",
    model,
    engine,
    codeSha256,
    text,
    tokens,
    arrangement,
    recipe,
    seeds: [first.job.seed, last.job.seed],
    curve: { ...bezierRecipe, ...curve },
    points,
  };
  return {
    key: keyOf(job),
    job,
    async payload(findings) {
      const [one, other] = [await solutionOf(first, findings), await solutionOf(last, findings)];
      if ("missing" in one) return { missing: one.missing };
      if ("missing" in other) return { missing: other.missing };
      const payload: CurvePayload = {
        job,
        targets: first.targets,
        ends: [one.proto, other.proto],
      };
      return payload;
    },
  };
}

/** Pairs of a text's solutions draw their τ apart. */
function pairIndex({ text, seeds }: CurveJob): number {
  return initialIndex(sha256(`${text.tokenIdsSha256} ${seeds.join(" ")}`));
}

function pairsOf<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((first, i) => items.slice(i + 1).map((last): [T, T] => [first, last]));
}
