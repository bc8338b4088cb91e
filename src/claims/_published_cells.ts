import type { PublishedValue } from "../paper/mod.ts";
import type { Judgement } from "./claim.ts";
import { figure } from "./words.ts";

/** A cell of a table beside what was measured for it under the same definition. */
export interface Cell {
  readonly name: string;
  readonly paper: PublishedValue;
  readonly ours: number;
  readonly verdict: "reproduced" | "contradicted" | "inconclusive";
}

/** Judges a table cell by cell: all must agree, one that does not contradicts. */
export function judgeCells(
  cells: readonly Cell[],
  context: Pick<Judgement, "scope" | "reason" | "jobs"> & {
    /** How many cells the table prints. */
    readonly printed: number;
  },
): Judgement {
  const { printed, reason, ...rest } = context;
  const off = cells.filter(({ verdict }) => verdict === "contradicted");
  const agreeing = cells.filter(({ verdict }) => verdict === "reproduced").length;
  const named = off.map(({ name, paper, ours }) =>
    `${name}: ${figure(ours)} against ${paper.value}`
  ).join("; ");
  return {
    ...rest,
    verdict: off.length > 0 ? "contradicted" : agreeing === printed ? "reproduced" : "inconclusive",
    ours: `${agreeing} of ${printed} cells agree, ${off.length} do not, ` +
      `${printed - agreeing - off.length} are open`,
    reason:
      `${reason}${named === "" ? "" : ` Off: ${named}.`} Reproduced where every printed cell ` +
      `agrees.`,
  };
}
