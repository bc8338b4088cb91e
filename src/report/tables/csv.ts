/** One row of a table of values: column name → value. */
export type CsvRow = Readonly<Record<string, string | number | boolean | null>>;

/** Rows as CSV (RFC 4180, lines end in CR LF), columns in the order of the first row. */
export function csv(rows: readonly CsvRow[]): string {
  if (rows.length === 0) return "";
  const columns = Object.keys(rows[0]);
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  return lines.map((cells) => cells.map(field).join(",") + "\r\n").join("");
}

function field(value: CsvRow[string] | undefined): string {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
