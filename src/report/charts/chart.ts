import { counted } from "../readings/number_format.ts";
import type { CsvRow } from "../tables/csv.ts";
import type { Table } from "../tables/table.ts";
import { mustHaveMarks } from "./mark_limits.ts";

/** One chart: what it draws, the numbers it draws, and the table that says the same. */
export interface Chart {
  /** File name without its ending; unique on a page. */
  readonly name: string;
  readonly title: string;
  /** How to read it, and what a mark is. */
  readonly reading: string;
  /** Vega-Lite without `config` and with its data inside; `width` is set where it is drawn. */
  readonly spec: ChartSpec;
  /** Every value drawn, for the CSV file. */
  readonly values: readonly CsvRow[];
  /** Stands for the chart where it cannot be seen. */
  readonly table: Table;
  /** Why a drawing would only mislead; a page then has this sentence and the table instead. */
  readonly tooFew?: string | null;
  /** The commands that make its numbers again. */
  readonly commands: readonly string[];
}

export type ChartSpec = Readonly<Record<string, unknown>>;

/** What every spec has where it is drawn: as wide as its container, or so many pixels. */
export function sizing(width: number | "container"): ChartSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width,
    autosize: { type: "fit-x", contains: "padding" },
  };
}

/** A spec ready to be drawn. */
export function sized(spec: ChartSpec, width: number): ChartSpec {
  mustHaveMarks(spec);
  return { ...sizing(width), ...spec };
}

/** A sentence where there are fewer of something than a drawing wants, null where there are enough. */
export function tooFew(
  have: number,
  { want, noun }: { want: number; noun: string },
): string | null {
  return have >= want
    ? null
    : `Not drawn: ${counted(have, noun)}, and from ${counted(want, noun)} on a drawing says more ` +
      "than the table.";
}

/** The distinct commands behind some records, in order. */
export function commandsOf(records: readonly { readonly command: string }[]): string[] {
  return [...new Set(records.map(({ command }) => command))];
}
