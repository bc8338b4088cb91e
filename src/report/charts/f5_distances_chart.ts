import { mean } from "simple-statistics";
import { distanceBin, distanceBinEdges, type TextDistance } from "../../claims/distance_bins.ts";
import type { SolutionPair } from "../../records/experiment_records.ts";
import {
  distanceSettings,
  type MeasuredDistances,
  paperDistances,
  relations,
  thinned,
} from "../readings/distance_relations.ts";
import type { Setting } from "../readings/settings.ts";
import { type Chart, commandsOf, tooFew } from "./chart.ts";
import { count } from "../readings/number_format.ts";

/** Pairs of one relation that are drawn. */
const mostPoints = 1000;

interface Against {
  readonly name: string;
  readonly axis: string;
  /** What the distance is. */
  readonly measure: string;
  readonly of: TextDistance;
}

const textDistances: readonly Against[] = [
  {
    name: "token",
    axis: "token distance of the texts",
    measure: "cosine of TF-IDF",
    of: ({ tokenDistance }) => tokenDistance,
  },
  {
    name: "semantic",
    axis: "semantic distance of the texts",
    measure: "cosine of sentence embeddings",
    of: ({ semanticDistance }) => semanticDistance,
  },
];

/** Distance of solutions against the distance of their texts, two charts a setting. */
export function f5DistancesCharts(distances: readonly MeasuredDistances[]): Chart[] {
  return distanceSettings(distances).flatMap((setting) =>
    textDistances.map((against) => chartOf(setting, against)).filter((chart) => chart !== null)
  );
}

function chartOf(
  { name, slug, items }: Setting<MeasuredDistances>,
  against: Against,
): Chart | null {
  const pairs = items.flatMap(({ result }) => result.pairs)
    .filter((pair) => pair.relation !== "same text" && against.of(pair) !== null);
  if (pairs.length === 0) return null;
  const bins = binsOf(pairs, against.of);
  const points = relations.flatMap((relation) =>
    thinned(pairs.filter((pair) => pair.relation === relation), mostPoints)
  ).map((pair) => ({
    mark: "pair",
    relation: pair.relation as string,
    pairs: 1,
    textDistance: against.of(pair)!,
    distance: pair.distance,
  }));
  return {
    name: `f5-${against.name}-distances-${slug}`,
    title: `Solutions against ${against.name} distance: ${name}`,
    tooFew: tooFew(new Set(pairs.map((pair) => against.of(pair))).size, {
      want: 5,
      noun: "distance between texts",
    }),
    reading:
      `A mark is one pair of solutions: across, how far their texts are apart (${against.measure}); up, how far ` +
      "their e. Pairs of one text, whose texts are no distance apart, are left out. Lines join the means of ten bins that hold equally many same-context pairs, the " +
      `bins the claim compares within. ${paperDistances} It prints no coordinates.` +
      (points.length < pairs.length
        ? ` Of ${count(pairs.length)} pairs ${count(points.length)} are drawn, evenly spread.`
        : ""),
    spec: specOf({ points, bins, axis: against.axis }),
    values: [...points, ...bins],
    table: {
      caption: `Mean cosine distance of e in bins of ${against.name} distance: ${name}`,
      columns: [
        { name: "relation" },
        { name: `${against.name} distance`, numeric: true },
        { name: "pairs", numeric: true },
        { name: "mean distance of e", numeric: true },
      ],
      rows: bins.map((bin) => [
        bin.relation,
        bin.textDistance.toFixed(3),
        count(bin.pairs),
        bin.distance.toFixed(3),
      ]),
    },
    commands: commandsOf(items),
  };
}

interface Mark {
  readonly [name: string]: string | number;
  readonly mark: string;
  readonly relation: string;
  readonly pairs: number;
  readonly textDistance: number;
  /** Of the two e. */
  readonly distance: number;
}

function binsOf(pairs: readonly SolutionPair[], of: TextDistance): Mark[] {
  const edges = distanceBinEdges(pairs, of);
  return relations.flatMap((relation) => {
    const own = pairs.filter((pair) => pair.relation === relation);
    const bins = Map.groupBy(own, (pair) => distanceBin(of(pair)!, edges));
    return [...bins].sort(([a], [b]) => a - b).map(([, inBin]) => ({
      mark: "mean of a bin",
      relation,
      pairs: inBin.length,
      textDistance: mean(inBin.map((pair) => of(pair)!)),
      distance: mean(inBin.map(({ distance }) => distance)),
    }));
  });
}

function specOf(
  { points, bins, axis }: {
    readonly points: readonly Mark[];
    readonly bins: readonly Mark[];
    readonly axis: string;
  },
) {
  const present = relations.filter((one) => points.some(({ relation }) => relation === one));
  // A cloud of small marks, or few that can be seen.
  const weight = points.length > 200 ? { size: 22, opacity: 0.4 } : { size: 50, opacity: 0.8 };
  const legend = { values: present, symbolStrokeWidth: 0, symbolOpacity: 1 };
  const relation = { field: "relation", type: "nominal", scale: { domain: relations } };
  const place = { x: { field: "textDistance" }, y: { field: "distance" } };
  return {
    height: 260,
    encoding: {
      x: {
        type: "quantitative",
        scale: { zero: false, padding: 8, nice: false },
        axis: { title: axis, format: ".2~f", tickCount: 5 },
      },
      y: {
        type: "quantitative",
        scale: { zero: false, padding: 8 },
        axis: { title: "cosine distance of the two e", format: ".2~f", tickCount: 5 },
      },
      color: { ...relation, legend },
    },
    layer: [
      {
        data: { values: points },
        mark: { type: "point", filled: true, ...weight },
        encoding: {
          ...place,
          shape: { ...relation, legend },
          tooltip: [
            { field: "relation", title: "relation" },
            { field: "textDistance", title: "texts", format: ".3f" },
            { field: "distance", title: "e", format: ".3f" },
          ],
        },
      },
      // Cased, to stand out of the cloud in its own colour.
      {
        data: { values: bins },
        mark: { type: "line", style: "casing", strokeWidth: 6 },
        encoding: { ...place, color: null, detail: { field: "relation" } },
      },
      {
        data: { values: bins },
        mark: { type: "line", strokeWidth: 3 },
        encoding: place,
      },
    ],
  };
}
