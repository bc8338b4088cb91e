import type { CurveEntry } from "../experiments/curve.ts";
import { cellsOfEntry } from "../experiments/mod.ts";
import { cellsByLength, type CellSetting, type PlanCell } from "../experiments/plan_cell.ts";
import { bezierRecipe } from "../proto/fit_bezier.ts";
import { batchOf, partsOf, type Profile } from "./profile.ts";

/** Jobs alike, with whether an engine call can move several of them. */
export interface WorkCell extends PlanCell {
  /** Each takes all places of a call, as a curve does, which is scored at B of its points. */
  readonly wholeBatch?: true;
}

/** A profile as cells, in its order. Fits that several entries share are counted in each. */
export function cellsOf(profile: Profile): WorkCell[] {
  return partsOf(profile).flatMap((part) => {
    const setting = { model: part.model, batch: batchOf(part) };
    return [
      ...part.fits.flatMap((fit) => cellsOfEntry({ ...fit, kind: "fit" }, setting)),
      ...(part.experiments ?? []).flatMap((entry): WorkCell[] => [
        ...cellsOfEntry(entry, setting),
        ...isOfCurves(entry) ? curvesOf(entry, setting) : [],
      ]),
    ];
  });
}

/** Fits of a profile's own model, or runs of an experiment's own fit, those of `also` left aside. */
export function fitsIn(profile: Profile): number {
  return cellsOf({ ...profile, also: [] })
    .reduce((sum, { fits, wholeBatch = false }) => sum + (wholeBatch ? 0 : fits), 0);
}

function isOfCurves(entry: { readonly kind: string }): entry is CurveEntry {
  return entry.kind === "curve";
}

/** The curves themselves, one for each pair of a text's seeds, once their ends are fitted. */
function curvesOf(entry: CurveEntry, setting: CellSetting): WorkCell[] {
  const { texts, seeds: { length: seeds }, curve, points = 21 } = entry;
  const { steps } = { ...bezierRecipe, ...curve };
  const scores = 2 * Math.ceil(points / setting.batch);
  return cellsByLength(entry, { ...setting, fits: texts * seeds * (seeds - 1) / 2 })
    .map((cell) => ({ ...cell, steps: steps + scores, wholeBatch: true }));
}
