import type { JobRecord } from "../../records/record.ts";
import type { Chart } from "../charts/chart.ts";
import type { Table } from "../tables/table.ts";

/** What a run measured, or tried to. */
export interface RunRecords {
  /** Fits and throughput. */
  readonly records: readonly JobRecord[];
  /** Everything beyond them. */
  readonly experiments: readonly JobRecord[];
}

/** One table or figure of the paper: its values, and over them what was measured here. */
export interface PaperSection {
  /** Its anchor on the page: "t1". */
  readonly id: string;
  /** What the contents call it: "Table 1". */
  readonly place: string;
  readonly title: string;
  /** What the paper says there, in a sentence or two. */
  readonly says: string;
  /** The paper's values with ours over them; the paper's alone where there are none of ours. */
  readonly charts: readonly Chart[];
  /** In full view, beyond the one that folds under each chart; the paper's own form goes here. */
  readonly tables: readonly Table[];
  /** Stands where nothing was measured; null where something was. */
  readonly absence: Absence | null;
}

/** That nothing was measured, and the command that would. */
export interface Absence {
  /** A whole sentence: "No group of texts was fitted in this run." */
  readonly sentence: string;
  readonly command: string;
}

/** Puts a section together from what a run holds; must do with nothing. */
export type PaperSectionOf = (run: RunRecords) => PaperSection;
