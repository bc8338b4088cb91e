import { mean } from "simple-statistics";
import { clusterBootstrap } from "../statistics/mod.ts";
import { type Judgement, notRun } from "./claim.ts";
import { byModel, type Evidence, streamOf } from "./evidence.ts";
import type { CurveResult } from "../records/experiment_records.ts";
import { judgeParts, type Part } from "./parts.ts";
import { meanByText, textMean } from "./text_mean.ts";
import { scopeOf } from "./words.ts";

/** One number of a pair of solutions, and where its mean over texts is said to lie. */
export interface CurveClaim {
  readonly claim: string;
  readonly name: string;
  readonly within: readonly [number, number];
  /** Least and greatest value a pair can have; null where it has no bounds. */
  readonly range: readonly [number, number] | null;
  of(result: CurveResult): number;
}

/** Judges walks between solutions; pairs of one text share solutions and count as one. */
export function judgeCurves({ curves }: Evidence, walk: CurveClaim): Judgement {
  const { claim, name, within, range } = walk;
  const parts = byModel(curves).flatMap(([model, ofModel]): Part[] => {
    const texts = [...meanByText(ofModel, ({ result }) => walk.of(result)).values()];
    if (texts.length < 2) return [];
    return [{
      name: `${model}, ${name}, ${ofModel.length} pairs of ${texts.length} texts`,
      within,
      interval: (level) =>
        range !== null
          ? textMean(texts, { claim, estimate: model, level, range })
          : clusterBootstrap(texts.map((value) => [value]), (drawn) => mean([...drawn]), {
            stream: streamOf(claim, model),
            level,
          }),
    }];
  });
  if (parts.length === 0) {
    return notRun(
      "Wants walks between solutions of at least two texts; no job of that kind has run.",
    );
  }
  return judgeParts(parts, {
    scope: scopeOf(curves.map(({ job }) => job)),
    reason: `Mean over texts of the ${name} of their pairs of solutions, interval over texts.`,
    jobs: curves.map(({ key }) => key),
  });
}
