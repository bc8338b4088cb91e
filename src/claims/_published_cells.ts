import type { PublishedValue } from "../paper/mod.ts";
import type { Judgement } from "./claim.ts";
import { figure } from "./words.ts";

/** A cell of a table beside what was measured for it under the same definition. */
export interface Cell {
  readonly name: string;
  readonly paper: PublishedValue;
  readonly ours: number;
  readonly agrees: boolean;
  /** Whether a test at this level says that the two differ. */
  isOff(significance: number): boolean;
}

/** A table as a whole holds where so many of its cells agree and none is off. */
const enough = 0.8;

/**
 * Judges a table cell by cell, the level shared out among them (Holm's first step): one that is off
 * contradicts. All of 20 or 48 cells could hardly agree by chance alone, so four of five will do.
 */
export function judgeCells(
  cells: readonly Cell[],
  context: Pick<Judgement, "scope" | "reason" | "jobs"> & {
    /** How many cells of the table can be compared. */
    readonly comparable: number;
    /** Whether cells that are off count; by default they do. */
    readonly canFail?: boolean;
  },
): Judgement {
  const { comparable, canFail = true, reason, ...rest } = context;
  const offAt = (significance: number) =>
    cells.filter((cell) => cell.isOff(significance / cells.length));
  const off = offAt(0.05);
  const agreeing = cells.filter((cell) => cell.agrees && !off.includes(cell)).length;
  const named = off.map(({ name, paper, ours }) =>
    `${name}: ${figure(ours)} against ${paper.value}`
  ).join("; ");
  const failsAt = (significance: number) => canFail && offAt(significance).length > 0;
  return {
    ...rest,
    reading: failsAt(0.05)
      ? "fails"
      : off.length === 0 && agreeing >= enough * comparable
      ? "holds"
      : "inconclusive",
    ours: `${agreeing} of ${comparable} cells agree, ${off.length} do not, ` +
      `${comparable - agreeing - off.length} are open`,
    reason: `${reason}${named === "" ? "" : ` Off: ${named}.`} Holds where four of five of the ` +
      `cells agree and none is off.`,
    ...canFail ? { failsAt } : {},
  };
}
