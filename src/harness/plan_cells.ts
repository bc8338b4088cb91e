import { cellsOfEntry } from "../experiments/mod.ts";
import type { PlanCell } from "../experiments/plan_cell.ts";
import { batchOf, partsOf, type Profile } from "./profile.ts";

/** A profile as cells, in its order. Fits that several entries share are counted in each. */
export function cellsOf(profile: Profile): PlanCell[] {
  return partsOf(profile).flatMap((part) => {
    const entries = [
      ...part.fits.map((fit) => ({ ...fit, kind: "fit" })),
      ...part.experiments ?? [],
    ];
    const setting = { model: part.model, batch: batchOf(part) };
    return entries.flatMap((entry) => cellsOfEntry(entry, setting));
  });
}

/** Fits of a profile's own model, or runs of an experiment's own fit, those of `also` left aside. */
export function fitsIn(profile: Profile): number {
  return cellsOf({ ...profile, also: [] }).reduce((sum, { fits }) => sum + fits, 0);
}
