import { lightPalette } from "./palette.ts";

/** Marks of each channel where a scale names no range of its own. */
const ranges: Readonly<Record<string, number>> = {
  category: lightPalette.series.length,
  kinds: 2,
  capacity: 4,
  overPaper: 1 + lightPalette.series.length,
  overPaperModels: 6 + lightPalette.series.length,
};
const channels: Readonly<Record<string, number>> = {
  color: ranges.category,
  stroke: ranges.category,
  shape: 5,
  strokeDash: 5,
};

/**
 * Refuses a specification in which two series would look the same: a scale that runs out of marks
 * begins again at its first, and what is ours is then drawn as the paper's.
 *
 * @throws RangeError naming the channel and the series
 */
export function mustHaveMarks(spec: unknown, above: Rows = []): void {
  if (typeof spec !== "object" || spec === null) return;
  const { data } = spec as { readonly data?: { readonly values?: Rows } };
  const rows = data?.values ?? above;
  for (const [name, inner] of Object.entries(spec)) {
    if (name === "values") continue;
    if (name in channels) mustHave(name, { encoding: inner, rows });
    mustHaveMarks(inner, rows);
  }
}

type Rows = readonly Readonly<Record<string, unknown>>[];

function mustHave(
  channel: string,
  { encoding, rows }: { readonly encoding: unknown; readonly rows: Rows },
): void {
  const { field, type, scale } = (encoding ?? {}) as {
    readonly field?: string;
    readonly type?: string;
    readonly scale?: { readonly domain?: readonly unknown[]; readonly range?: unknown } | null;
  };
  if (scale === null || type !== "nominal" && !Array.isArray(scale?.domain)) return;
  const { domain = [...new Set(rows.map((row) => row[field ?? ""]))], range } = scale ?? {};
  const marks = Array.isArray(range) ? range.length : ranges[String(range)] ?? channels[channel];
  if (domain.length <= marks) return;
  throw new RangeError(
    `Cannot draw ${domain.length} series by ${channel}: it has ${marks} marks, two series would ` +
      `look alike; split ${JSON.stringify(domain)} into panels`,
  );
}
