/** Rows of one shape as columns; a column of few different strings as those and where each is. */
interface PackedRows {
  readonly packedRows: Readonly<Record<string, PackedColumn>>;
}

type PackedColumn = readonly unknown[] | {
  readonly words: readonly string[];
  readonly at: readonly number[];
};

/** Fewer rows than this are shorter as they are. */
const worthPacking = 8;
/** More digits than a drawing shows; the table and the CSV have them all. */
const digits = 5;

/**
 * A chart's specification with its rows of data packed, for the page: a line of a thousand points
 * else repeats its name and its keys a thousand times. The page's script unpacks it.
 */
export function packRows(value: unknown): unknown {
  if (Array.isArray(value)) return packedRows(value) ?? value.map(packRows);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, packRows(inner)]));
}

function packedRows(rows: readonly unknown[]): PackedRows | null {
  if (rows.length < worthPacking || !rows.every(isFlat)) return null;
  const names = Object.keys(rows[0]);
  const alike = (row: object) => {
    const keys = Object.keys(row);
    return keys.length === names.length && keys.every((key, i) => key === names[i]);
  };
  if (!rows.every(alike)) return null;
  return {
    packedRows: Object.fromEntries(
      names.map((name) => [name, packedColumn(rows.map((row) => row[name]))]),
    ),
  };
}

function isFlat(row: unknown): row is Record<string, unknown> {
  return typeof row === "object" && row !== null && !Array.isArray(row) &&
    Object.values(row).every((value) => typeof value !== "object" || value === null);
}

function packedColumn(values: readonly unknown[]): PackedColumn {
  if (values.every((value) => typeof value === "string")) {
    const words = [...new Set(values)];
    if (2 * words.length <= values.length) {
      const places = new Map(words.map((word, at) => [word, at]));
      return { words, at: values.map((word) => places.get(word)!) };
    }
  }
  return values.map((value) =>
    typeof value === "number" && !Number.isInteger(value)
      ? Number(value.toPrecision(digits))
      : value
  );
}
