import type { FitJob } from "../records/record.ts";
import type { Evidence, MeasuredFit } from "./evidence.ts";

/** Fits at lengths that are done with. */
export interface EndedLengths {
  readonly fits: readonly MeasuredFit[];
  /** Which were left out, as a sentence; "" where none was. */
  readonly said: string;
}

/**
 * Fits at the lengths at which every planned one has ended, each cell (model, source, arrangement,
 * recipe) apart. The first to end at a length are the easy ones: to take them for all would let a
 * run that was cut short find longer capacities, and less growth, than a whole one. What is left is
 * censored by the grid alone, whatever the texts, which is what Kaplan and Meier assume.
 */
export function endedLengths({ fits, unfinished }: Evidence): EndedLengths {
  const open = new Set(unfinished.map(({ job }) => cellOf(job)));
  const lengths = new Set(
    fits.filter(({ job }) => open.has(cellOf(job))).map(({ job }) => job.tokens),
  );
  if (lengths.size === 0) return { fits, said: "" };
  return {
    fits: fits.filter(({ job }) => !open.has(cellOf(job))),
    said: ` Left out where not all fits have ended: N = ${
      [...lengths].sort((a, b) => a - b).join(", ")
    }.`,
  };
}

function cellOf({ model, text, arrangement, recipe, tokens }: FitJob): string {
  return `${model.id} ${text.source} ${arrangement} ${recipe.name} ${tokens}`;
}
