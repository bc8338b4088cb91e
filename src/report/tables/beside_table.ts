import type { Table } from "./table.ts";

/** What some source says of the cells of a table; null where it says nothing. */
export interface CellSource<Row, Column> {
  readonly name: string;
  cell(row: Row, column: Column): string | null;
}

/** The paper's table with rows of ours under each of its rows. */
export function besideTable<Row extends string, Column extends string | number>(
  { caption, rowName, rows, columnName, columns, sources }: {
    readonly caption: string;
    readonly rowName: string;
    readonly rows: readonly Row[];
    /** What stands before a column's value, for example "N = ". */
    readonly columnName: string;
    readonly columns: readonly Column[];
    /** The paper first. */
    readonly sources: readonly CellSource<Row, Column>[];
  },
): Table {
  return {
    caption,
    columns: [
      { name: rowName },
      { name: "from" },
      ...columns.map((column) => ({ name: `${columnName}${column}`, numeric: true })),
    ],
    rows: rows.flatMap((row) =>
      sources.flatMap(({ name, cell }) => {
        const cells = columns.map((column) => cell(row, column));
        return cells.every((one) => one === null) ? [] : [[row, name, ...cells]];
      })
    ),
  };
}
