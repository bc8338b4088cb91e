import { type Markup, markup, trusted } from "../page/markup.ts";
import { type ChartSpec } from "./chart.ts";
import { chartConfig, dashes } from "./chart_config.ts";
import { ownMarks } from "./paper_marks.ts";
import { variablePalette } from "./palette.ts";

/** A scale by which series are told apart, with what its legend shows. */
interface Key {
  readonly names: readonly string[];
  colours?: readonly string[];
  shapes?: readonly string[];
  isDashed: boolean;
  /** What its marks are, for the look of a swatch. */
  mark: "point" | "line" | "area";
}

const config = chartConfig(variablePalette) as {
  readonly range: Readonly<Record<string, readonly string[]>>;
};

/**
 * The legend of a chart as a list of its own beside the drawing, which breaks into as many lines as
 * the screen wants and so is never cut off. Hidden from a screen reader, as the drawing is.
 */
export function renderLegend(spec: ChartSpec): Markup | null {
  const keys = new Map<string, Key>();
  collect(spec, { keys, mark: "point", rows: [] });
  const lists = [...keys.values()].filter(({ names }) => names.length > 1);
  if (lists.length === 0) return null;
  return markup`<div class="legend" aria-hidden="true">${
    lists.map((key) =>
      markup`<ul>${key.names.map((name, at) => markup`<li>${swatch(key, at)}${name}</li>`)}</ul>`
    )
  }</div>`;
}

type Rows = readonly Readonly<Record<string, unknown>>[];

type Encoding = {
  readonly field?: string;
  readonly type?: string;
  readonly scale?: { readonly domain?: readonly string[]; readonly range?: unknown } | null;
  readonly legend?: { readonly values?: readonly string[] } | null;
};

function collect(
  spec: unknown,
  { keys, mark: outer, rows: above }: {
    readonly keys: Map<string, Key>;
    readonly mark: Key["mark"];
    readonly rows: Rows;
  },
): void {
  const { encoding = {}, layer = [], mark, data } = spec as {
    readonly data?: { readonly values?: Rows };
    readonly encoding?: Readonly<Record<string, Encoding | null>>;
    readonly layer?: readonly unknown[];
    readonly mark?: { readonly type: string };
  };
  const own = mark === undefined ? outer : kindOf(mark.type);
  const rows = data?.values ?? above;
  for (const [channel, entry] of Object.entries(encoding)) {
    if (!["color", "shape", "strokeDash"].includes(channel) || entry === null) continue;
    const domain = domainOf(entry, rows);
    if (entry.legend === null || domain === null) continue;
    const id = JSON.stringify([domain]);
    const names = entry.legend?.values ?? domain;
    const key: Key = keys.get(id) ?? { names: domain, isDashed: false, mark: own };
    const shown: Key = { ...key, names: names.length < key.names.length ? names : key.names };
    if (channel === "color") shown.colours = coloursOf(entry, domain, shown.names);
    if (channel === "shape") shown.shapes = shapesOf(entry, domain, shown.names);
    if (channel === "strokeDash") shown.isDashed = true;
    if (mark !== undefined) shown.mark = rank[own] > rank[key.mark] ? own : key.mark;
    keys.set(id, shown);
  }
  for (const one of layer) collect(one, { keys, mark: own, rows });
}

/** As it says, or as Vega-Lite takes it from the data: in the order of their names. */
function domainOf({ field, type, scale }: Encoding, rows: Rows): readonly string[] | null {
  if (Array.isArray(scale?.domain)) return scale.domain;
  if (field === undefined || type !== "nominal" || scale === null) return null;
  return [...new Set(rows.map((row) => String(row[field])))].sort();
}

const rank: Readonly<Record<Key["mark"], number>> = { area: 0, line: 1, point: 2 };

function kindOf(type: string): Key["mark"] {
  return type === "line" || type === "rule" ? "line" : type === "point" ? "point" : "area";
}

function coloursOf({ scale }: Encoding, domain: readonly string[], names: readonly string[]) {
  const { range = "category" } = scale ?? {};
  const all = Array.isArray(range) ? range as string[] : config.range[String(range)];
  return names.map((name) => all[domain.indexOf(name)]);
}

function shapesOf({ scale }: Encoding, domain: readonly string[], names: readonly string[]) {
  const all = Array.isArray(scale?.range) ? scale.range as string[] : ownMarks;
  return names.map((name) => all[domain.indexOf(name)]);
}

/** Vega's own shapes as paths in −1…1; the paper's marks are such paths. */
const paths: Readonly<Record<string, string>> = {
  circle: "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0Z",
  square: "M-0.9,-0.9H0.9V0.9H-0.9Z",
  diamond: "M0,-1.25L1.25,0L0,1.25L-1.25,0Z",
  "triangle-up": "M0,-1.1L1.1,0.9H-1.1Z",
  "triangle-down": "M0,1.1L-1.1,-0.9H1.1Z",
};

/** Colours, shapes and dashes are the charts' own, never data. */
function swatch({ colours, shapes, isDashed, mark }: Key, at: number): Markup {
  const colour = colours?.[at] ?? "var(--ink)";
  const dash = isDashed ? ` stroke-dasharray="${dashes[at % dashes.length].join(" ")}"` : "";
  const line = `<path d="M0,7H22" stroke="${colour}" stroke-width="2" fill="none"${dash}/>`;
  const shape = shapes?.[at] ?? (mark === "point" ? "circle" : null);
  const point = shape === null
    ? ""
    : `<path transform="translate(11 7) scale(4.6)" d="${
      paths[shape] ?? shape
    }" fill="${colour}"/>`;
  const area = `<path d="M5,1H17V13H5Z" fill="${colour}"/>`;
  const drawn = mark === "area" ? area : `${isDashed || mark === "line" ? line : ""}${point}`;
  return trusted(`<svg width="22" height="14" viewBox="0 0 22 14">${drawn}</svg>`);
}
