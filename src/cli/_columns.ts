/** Columns as wide as they need; numbers right-aligned, text left-aligned. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, at) =>
    Math.max(name.length, ...rows.map((row) => row[at].length))
  );
  const isNumber = head.map((_, at) => rows.every((row) => /^[\d.×%µ -]*$/.test(row[at])));
  return [head, ...rows].map((row) =>
    row.map((cell, at) => isNumber[at] ? cell.padStart(widths[at]) : cell.padEnd(widths[at]))
      .join("  ").trimEnd()
  ).join("\n");
}
