import {
  kernelDensityEstimation,
  mean,
  quantileSorted,
  sampleStandardDeviation,
} from "simple-statistics";
import { published, valueAt } from "../../paper/mod.ts";
import {
  distanceSettings,
  type MeasuredDistances,
  paperDistances,
  relations,
  thinned,
} from "../readings/distance_relations.ts";
import type { Setting } from "../readings/settings.ts";
import { type Chart, commandsOf, tooFew } from "./chart.ts";
import { count, counted } from "../readings/number_format.ts";

/** Ticks of one relation that are drawn; more would only be heavy. */
const mostTicks = 400;

/** Limits of the paper's densities. */
const [paperLow, paperHigh] = ["lower", "upper"].map((end) =>
  valueAt(published.figure6, "cosineDistance", { end }).value
);

/** Densities of the cosine distance of e by relation, a chart a setting. */
export function f6DistancesCharts(distances: readonly MeasuredDistances[]): Chart[] {
  return distanceSettings(distances).map(chartOf);
}

function chartOf({ name, slug, items }: Setting<MeasuredDistances>): Chart {
  const pairs = items.flatMap(({ result }) => result.pairs);
  const groups = relations.map((relation) => ({
    relation,
    sorted: pairs.filter((pair) => pair.relation === relation).map(({ distance }) => distance)
      .sort((a, b) => a - b),
  })).filter(({ sorted }) => sorted.length > 0);
  const domain = domainOf(groups);
  const densities = groups.flatMap((group) => densityOf(group, domain));
  const ticks = groups.flatMap(({ relation, sorted }) =>
    thinned(sorted, mostTicks).map((distance) => ({ relation, distance, density: null }))
  );
  const left = items.reduce((sum, { result }) => sum + result.leftOut, 0);
  return {
    name: `f6-distances-${slug}`,
    title: `Distances between solutions: ${name}`,
    tooFew: tooFew(Math.max(...groups.map(({ sorted }) => sorted.length)), {
      want: 5,
      noun: "pair of one relation",
    }),
    reading: "A tick is one pair of solutions, a relation a row in the order of the legend; the " +
      "curve is their density (Gaussian kernel, normal reference bandwidth; none from fewer than " +
      "five pairs). " +
      `Dotted: the limits between which the paper’s densities lie. ${paperDistances}` +
      (left > 0 ? ` ${counted(left, "fit")} that fell short of the text left out.` : "") +
      (groups.some(({ sorted }) => sorted.length > mostTicks)
        ? ` Of each relation ${mostTicks} ticks are drawn, evenly spread.`
        : ""),
    spec: specOf({ densities, ticks, domain }),
    values: [...densities, ...ticks].map((value) => ({ ...value })),
    table: tableOf(name, groups),
    commands: commandsOf(items),
  };
}

interface Group {
  readonly relation: string;
  /** Cosine distances, ascending. */
  readonly sorted: readonly number[];
}

/** One row of the table of values: of a curve where it has a density, else a pair. */
interface Value {
  readonly relation: string;
  readonly distance: number;
  readonly density: number | null;
}

/** What is drawn of the axis: all pairs with the tails of their densities, and the paper's limits. */
function domainOf(groups: readonly Group[]): [number, number] {
  const tails = groups.map(({ sorted }) => Math.max(0.02, 2.5 * bandwidthOf(sorted)));
  return [
    Math.min(paperLow - 0.02, ...groups.map(({ sorted }, i) => sorted[0] - tails[i])),
    Math.max(paperHigh + 0.02, ...groups.map(({ sorted }, i) => sorted.at(-1)! + tails[i])),
  ];
}

/** The normal reference bandwidth; 0 where a density would say nothing. */
function bandwidthOf(values: readonly number[]): number {
  if (values.length < 5) return 0;
  return 1.06 * sampleStandardDeviation([...values]) * values.length ** -0.2;
}

function densityOf({ relation, sorted }: Group, [from, to]: readonly number[]): Value[] {
  const bandwidth = bandwidthOf(sorted);
  if (bandwidth === 0) return [];
  const density = kernelDensityEstimation([...sorted], "gaussian", bandwidth);
  return Array.from({ length: 121 }, (_, i) => {
    const distance = from + (to - from) * i / 120;
    return { relation, distance, density: density(distance) };
  });
}

function specOf(
  { densities, ticks, domain }: {
    readonly densities: readonly Value[];
    readonly ticks: readonly Value[];
    readonly domain: readonly number[];
  },
) {
  const present = relations.filter((one) => ticks.some(({ relation }) => relation === one));
  const highest = Math.max(1, ...densities.map(({ density }) => density!));
  // The ticks stand in rows below the axis, a relation a row.
  const rowHeight = 0.09 * highest;
  const color = {
    field: "relation",
    type: "nominal",
    scale: { domain: relations },
    legend: { values: present, symbolOpacity: 1, columns: 2 },
  };
  return {
    height: 240,
    encoding: {
      x: {
        type: "quantitative",
        scale: { domain, nice: false },
        axis: { title: "cosine distance of the two e", format: ".2~f", tickCount: 6 },
      },
      y: {
        type: "quantitative",
        scale: { domain: [-rowHeight * (relations.length + 0.5), highest * 1.05], nice: false },
        axis: { title: "density", labelExpr: "datum.value < 0 ? '' : datum.label", tickCount: 4 },
      },
    },
    layer: [
      {
        data: { values: [paperLow, paperHigh].map((limit) => ({ limit })) },
        mark: { type: "rule", style: "guide" },
        encoding: { x: { field: "limit" }, y: null },
      },
      {
        data: { values: densities },
        mark: { type: "area", opacity: 0.18 },
        encoding: {
          x: { field: "distance" },
          y: { field: "density", stack: false },
          color,
        },
      },
      {
        data: { values: densities },
        mark: { type: "line", strokeWidth: 2 },
        encoding: {
          x: { field: "distance" },
          y: { field: "density" },
          color,
        },
      },
      {
        data: {
          values: ticks.map(({ relation, distance }) => ({
            relation,
            distance,
            row: -rowHeight * (relations.findIndex((one) => one === relation) + 1),
          })),
        },
        mark: { type: "tick", orient: "vertical", size: 10, thickness: 1, opacity: 0.6 },
        encoding: {
          x: { field: "distance" },
          y: { field: "row" },
          color,
          tooltip: [
            { field: "relation", title: "relation" },
            { field: "distance", title: "cosine distance", format: ".3f" },
          ],
        },
      },
    ],
  };
}

function tableOf(name: string, groups: readonly Group[]) {
  const fixed = (value: number) => value.toFixed(3);
  return {
    caption: `Cosine distances of e: ${name}`,
    columns: [
      { name: "relation" },
      { name: "pairs", numeric: true },
      { name: "mean", numeric: true },
      { name: "deviation", numeric: true },
      { name: "least", numeric: true },
      { name: "median", numeric: true },
      { name: "greatest", numeric: true },
      { name: "in the paper’s limits", numeric: true },
    ],
    rows: groups.map(({ relation, sorted }) => [
      relation,
      count(sorted.length),
      fixed(mean([...sorted])),
      sorted.length < 2 ? null : fixed(sampleStandardDeviation([...sorted])),
      fixed(sorted[0]),
      fixed(quantileSorted([...sorted], 0.5)),
      fixed(sorted[sorted.length - 1]),
      count(sorted.filter((value) => value >= paperLow && value <= paperHigh).length),
    ]),
  };
}
