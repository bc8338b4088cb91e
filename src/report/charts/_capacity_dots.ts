import { type OwnCapacity } from "../readings/own_capacities.ts";
import { roomAfter } from "./_value_room.ts";
import type { ChartSpec } from "./chart.ts";
import { paperMarks } from "./paper_marks.ts";
import type { CsvRow } from "../tables/csv.ts";

/** One mark, the paper's or ours. */
export interface CapacityMark extends CsvRow {
  readonly from: "paper" | "here";
  readonly model: string;
  readonly source: string;
  readonly m: "its own" | "shared";
  /** Longest prefix at the paper's accuracy. */
  readonly tokens: number;
  /** The same token for token; null where the paper does not say. */
  readonly exactTokens: number | null;
  /** Nothing longer was seen to fail, so that it may be larger. */
  readonly censored: boolean;
}

/** One text's longest prefix. */
export interface CapacityTick extends CsvRow {
  readonly model: string;
  readonly m: "its own" | "shared";
  readonly text: string;
  readonly tokens: number;
}

/** Our mark of a cell. */
export function ownMark({ series, source, mShared, rules, exact }: OwnCapacity): CapacityMark {
  const { tokens, censored } = rules.longestOfAny;
  return {
    from: "here",
    model: series,
    source,
    m: mShared ? "shared" : "its own",
    tokens,
    exactTokens: exact.tokens,
    censored,
  };
}

/** Ticks of its texts; a text of which nothing came back stands at the left edge. */
export function ownTicks({ series, mShared, texts }: OwnCapacity): CapacityTick[] {
  return texts.map(({ text, tokens }) => ({
    model: series,
    m: mShared ? "shared" as const : "its own" as const,
    text,
    tokens,
  }));
}

/** Rows of models under a heading: a source of texts. */
export interface CapacityFacet {
  /** Empty where there is no other. */
  readonly title: string;
  readonly marks: readonly CapacityMark[];
  readonly ticks: readonly CapacityTick[];
}

const kinds = ["paper", "paper, m shared", "here", "here, m shared"] as const;

/**
 * Dots on one axis of doublings, a row a model, facets one below the other: the paper's hollow and
 * grey, ours filled and coloured, round where each text has its own m, square where it is shared.
 */
export function capacityDotsSpec(facets: readonly CapacityFacet[]): ChartSpec {
  const marks = facets.flatMap(({ title, marks }) =>
    marks.map((mark) => ({
      ...mark,
      place: placeOf(title, mark.model),
      kind: kinds[(mark.from === "here" ? 2 : 0) + (mark.m === "shared" ? 1 : 0)],
      to: seen(mark.tokens),
    }))
  );
  const places = facets.flatMap(({ title, marks }) => [
    ...title === "" ? [] : [placeOf(title, "")],
    ...new Set(marks.map(({ model }) => placeOf(title, model))),
  ]);
  const rows = [...Map.groupBy(marks, ({ place }) => place)].map(([place, own]) => ({
    place,
    low: Math.min(...own.map(({ to }) => to)),
    high: Math.max(...own.map(({ to }) => to)),
    label: labelOf(own),
  }));
  const longest = Math.max(...marks.map(({ to }) => to));
  const named = { field: "kind", type: "nominal", scale: { domain: kinds, range: "capacity" } };
  const present = kinds.filter((kind) => marks.some((mark) => mark.kind === kind));
  return {
    height: 26 * places.length,
    encoding: {
      y: {
        field: "place",
        type: "nominal",
        sort: null,
        scale: { domain: places },
        axis: {
          title: null,
          labelLimit: 175,
          labelFontSize: 11,
          labelLineHeight: 12,
          labelExpr: "split(split(datum.label, '|')[1], ', ')",
        },
      },
      x: {
        type: "quantitative",
        scale: { type: "log", base: 2, domain: [1, longest], nice: false, range: roomAfter(rows) },
        axis: {
          title: "tokens, by doublings",
          values: [1, 4, 16, 64, 256, 1024, 4096].filter((tokens) => tokens <= longest),
          format: ",d",
          grid: true,
        },
      },
    },
    layer: [
      {
        data: {
          values: facets.filter(({ title }) => title !== "").map(({ title }) => ({
            place: placeOf(title, ""),
            title,
          })),
        },
        mark: { type: "text", style: "facet" },
        encoding: { x: { value: 0 }, text: { field: "title" } },
      },
      {
        data: { values: rows },
        mark: { type: "rule", style: "paper", strokeWidth: 1, opacity: 0.6 },
        encoding: { x: { field: "low" }, x2: { field: "high" } },
      },
      {
        data: {
          values: facets.flatMap(({ title, ticks }) =>
            ticks.map((tick) => ({
              ...tick,
              place: placeOf(title, tick.model),
              to: seen(tick.tokens),
            }))
          ),
        },
        mark: { type: "tick", style: "sample", size: 10 },
        encoding: {
          x: { field: "to" },
          tooltip: [
            { field: "text", title: "text" },
            { field: "tokens", title: "its longest prefix" },
          ],
        },
      },
      {
        data: { values: marks },
        mark: { type: "point", filled: true, size: 70, opacity: 1 },
        encoding: {
          x: { field: "to" },
          color: { ...named, legend: { values: present } },
          shape: {
            field: "kind",
            type: "nominal",
            scale: { domain: kinds, range: [paperMarks[0], paperMarks[1], "circle", "square"] },
            legend: { values: present },
          },
          tooltip: [
            { field: "model", title: "model" },
            { field: "m", title: "m" },
            { field: "tokens", title: "longest prefix" },
            { field: "exactTokens", title: "longest exact prefix" },
          ],
        },
      },
      {
        data: {
          values: marks.filter(({ exactTokens }) => exactTokens !== null)
            .map((mark) => ({ ...mark, to: seen(mark.exactTokens!) })),
        },
        mark: {
          type: "point",
          style: "exact",
          shape: "diamond",
          filled: true,
          size: 22,
          opacity: 1,
        },
        encoding: { x: { field: "to" } },
      },
      {
        data: { values: rows },
        mark: { type: "text", style: "value" },
        encoding: { x: { field: "high" }, text: { field: "label" } },
      },
    ],
  };
}

function placeOf(facet: string, model: string): string {
  return `${facet}|${model}`;
}

/** Where a length stands on an axis that has no zero. */
function seen(tokens: number): number {
  return Math.max(1, tokens);
}

/** The figure of a row's first mark, which is that of texts with an m of their own where there is one. */
function labelOf(marks: readonly CapacityMark[]): string {
  const mark = marks.find(({ m }) => m === "its own") ?? marks[0];
  const { tokens, exactTokens, censored } = mark;
  const longest = `${censored ? "≥ " : ""}${tokens}`;
  return exactTokens === null || exactTokens === tokens
    ? longest
    : `${longest}, exact ${exactTokens}`;
}
