import type { CsvRow } from "../tables/csv.ts";
import type { Table } from "../tables/table.ts";

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
  /** The commands that make its numbers again. */
  readonly commands: readonly string[];
}

export type ChartSpec = Readonly<Record<string, unknown>>;

/** A spec ready to be drawn: as wide as its container, or so many pixels. */
export function sized(spec: ChartSpec, width: number | "container"): ChartSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width,
    autosize: { type: "fit-x", contains: "padding" },
    ...spec,
  };
}

/** The distinct commands behind some records, in order. */
export function commandsOf(records: readonly { readonly command: string }[]): string[] {
  return [...new Set(records.map(({ command }) => command))];
}
