import type { ClaimVerdict } from "../records/record.ts";
import type { FitGroup } from "./fit_jobs.ts";
import { divisionOf } from "../claims/division.ts";
import { ledger } from "../claims/mod.ts";
import { readsCell } from "./reads_cell.ts";

/**
 * The group to fit next: the first, in the plan's order, that feeds a claim not decided yet (not
 * run, or inconclusive); where all its claims are decided, the first of all. A claim of the closed
 * division is fed by the paper's recipe with its whole budget alone.
 */
export function leastCertain(
  waiting: readonly FitGroup[],
  verdicts: readonly Pick<ClaimVerdict, "id" | "verdict">[],
): FitGroup {
  const open = new Set(
    verdicts.filter(({ verdict }) => verdict === "not run" || verdict === "inconclusive")
      .map(({ id }) => id),
  );
  const undecided = ledger.filter((claim) => open.has(claim.id) && claim.directOnly !== true);
  const isWanted = ({ fits }: FitGroup) =>
    undecided.some((claim) =>
      fits.some(({ job }) => {
        const { arrangement, tokens, recipe, text: { source } } = job;
        const counts = claim.division === "either" || divisionOf(recipe) === "closed";
        const cell = { kind: "fit", arrangement, tokens, source, recipe: recipe.name };
        return counts && readsCell(claim, cell);
      })
    );
  return waiting.find(isWanted) ?? waiting[0];
}
