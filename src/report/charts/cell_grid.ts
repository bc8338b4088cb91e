import type { ChartSpec } from "./chart.ts";
import type { CsvRow } from "../tables/csv.ts";
import { ownMarks, paperMarks } from "./paper_marks.ts";

/** A value in a cell of a table of accuracies; further fields show when it is pointed at. */
export interface CellMark extends CsvRow {
  readonly row: string;
  readonly column: number;
  readonly series: string;
  readonly accuracy: number;
}

/** A table of accuracies as a drawing. */
export interface CellGrid {
  /** From the top. */
  readonly rows: readonly string[];
  readonly columns: readonly number[];
  readonly columnTitle: string;
  /** The paper first. */
  readonly series: readonly string[];
  /** What the paper prints. */
  readonly printed: readonly (CellMark & { readonly deviation: number | null })[];
  /** One mark a text. */
  readonly texts: readonly CellMark[];
  readonly means: readonly CellMark[];
  /** What a text's mark says when it is pointed at. */
  readonly tooltip: readonly { readonly field: string; readonly title: string }[];
}

/** Series of ours that a cell has room for beside the paper's. */
const mostOwn = 3;

/** Cells by series, a few at a time: each part is a drawing with the paper's values. */
export function gridParts<Cell extends { readonly series: string }>(
  cells: readonly Cell[],
): { readonly cells: readonly Cell[]; readonly slug: string }[] {
  const series = [...new Set(cells.map((cell) => cell.series))];
  const parts = Math.max(1, Math.ceil(series.length / mostOwn));
  return Array.from({ length: parts }, (_, part) => {
    const shown = series.slice(part * mostOwn, (part + 1) * mostOwn);
    return {
      cells: cells.filter((cell) => shown.includes(cell.series)),
      slug: parts > 1 ? `-${part + 1}` : "",
    };
  });
}

/** Height of a row: accuracy 0…1 and the gap above it. */
const rowHeight = 1.45;

/**
 * A table of accuracies in its own form: rows and columns as printed, and in each cell a scale from
 * 0 (lower edge) to 1 (upper edge) with the paper's mean and deviation, our texts and their mean side
 * by side. All rows share one vertical axis, since a chart as wide as the page cannot have panels.
 */
export function cellGridSpec(grid: CellGrid): ChartSpec {
  const { rows, columns, series, printed, texts, means, tooltip } = grid;
  const base = (row: string) => (rows.length - 1 - rows.indexOf(row)) * rowHeight;
  const slot = (name: string) => (2 * series.indexOf(name) + 1) / series.length - 1;
  const placed = (mark: CellMark) => ({
    ...mark,
    at: base(mark.row) + mark.accuracy,
    aside: slot(mark.series),
  });
  const bars = printed.map((mark) => ({
    ...placed(mark),
    low: base(mark.row) + Math.max(0, mark.accuracy - (mark.deviation ?? 0)),
    high: base(mark.row) + Math.min(1, mark.accuracy + (mark.deviation ?? 0)),
  }));
  const ends = rows.flatMap((row) =>
    [0, 1].map((end) => ({ at: base(row) + end, label: String(end) }))
  );
  const scale = { domain: series, range: "overPaper" };
  const shape = {
    field: "series",
    type: "nominal",
    scale: { domain: series, range: [paperMarks[0], ...ownMarks] },
  };
  // Marks follow the width of one series in one cell, which is only known when drawn.
  const slotWidth = `width / ${columns.length * series.length}`;
  const clamped = (size: string, [least, most]: readonly [number, number]) => ({
    expr: `clamp(${size}, ${least}, ${most})`,
  });
  return {
    height: 64 * rows.length,
    encoding: axesOf(grid, base),
    layer: [
      {
        data: { values: rows.map((row) => ({ at: base(row), top: base(row) + 1 })) },
        mark: { type: "rect", style: "ground" },
        encoding: { x: null, y2: { field: "top" } },
      },
      {
        data: { values: ends },
        mark: { type: "text", style: "guideLabel", align: "right", dx: -6, fontSize: 10 },
        encoding: { x: { value: 0 }, text: { field: "label" } },
      },
      {
        data: { values: bars },
        mark: { type: "rule", style: "paper", strokeWidth: 1.5 },
        encoding: { y: { field: "low", type: "quantitative" }, y2: { field: "high" }, ...aside },
      },
      {
        data: { values: spread(texts.map(placed), { slots: series.length }) },
        mark: {
          type: "point",
          filled: true,
          size: clamped(`pow(0.3 * ${slotWidth}, 2)`, [7, 26]),
          opacity: 0.65,
        },
        encoding: {
          ...aside,
          color: { field: "series", type: "nominal", scale, legend },
          shape,
          tooltip: [{ field: "series", title: "series" }, ...tooltip],
        },
      },
      {
        data: { values: means.map(placed) },
        mark: {
          type: "tick",
          thickness: 2.5,
          size: clamped(`0.8 * ${slotWidth}`, [4, 18]),
          opacity: 1,
        },
        encoding: {
          ...aside,
          color: { field: "series", type: "nominal", scale, legend },
          tooltip: [
            { field: "series", title: "mean" },
            { field: "accuracy", title: "accuracy", format: ".3f" },
          ],
        },
      },
      {
        data: { values: bars },
        mark: {
          type: "point",
          filled: true,
          size: clamped(`pow(0.7 * ${slotWidth}, 2)`, [20, 75]),
          opacity: 1,
        },
        encoding: {
          ...aside,
          color: { field: "series", type: "nominal", scale, legend },
          shape,
          tooltip: [
            { field: "series", title: "paper" },
            { field: "accuracy", title: "mean" },
            { field: "deviation", title: "± standard deviation" },
          ],
        },
      },
    ],
  };
}

/** Cells on one vertical axis, whose labels are the rows' names at their middles. */
function axesOf({ rows, columns, columnTitle }: CellGrid, base: (row: string) => number) {
  return {
    x: {
      field: "column",
      type: "ordinal",
      scale: { domain: columns, paddingInner: 0.12, paddingOuter: 0.06 },
      axis: { title: columnTitle, labelAngle: 0, labelOverlap: true },
    },
    y: {
      field: "at",
      type: "quantitative",
      scale: { domain: [-0.1, base(rows[0]) + 1.1], nice: false },
      axis: {
        title: null,
        grid: false,
        values: rows.map((row) => base(row) + 0.5).reverse(),
        labelExpr: `${
          JSON.stringify(rows.toReversed())
        }[round((datum.value - 0.5) / ${rowHeight})]`,
        labelPadding: 22,
        labelLimit: 160,
      },
    },
  };
}

const aside = {
  xOffset: { field: "aside", type: "quantitative", scale: { domain: [-1, 1] } },
} as const;

const legend = { columns: 1, labelLimit: 440, offset: 12, symbolStrokeWidth: 0 } as const;

/** Sets marks that would cover each other side by side within their slot. */
function spread<T extends CellMark & { readonly at: number; readonly aside: number }>(
  marks: readonly T[],
  { slots }: { readonly slots: number },
): T[] {
  const equals = Map.groupBy(marks, ({ column, at, series }) => `${column} ${at} ${series}`);
  return [...equals.values()].flatMap((group) =>
    group.map((mark, i) => {
      const shift = (2 * i + 1) / group.length - 1;
      return { ...mark, aside: mark.aside + (group.length > 1 ? shift * 0.8 / slots : 0) };
    })
  );
}
