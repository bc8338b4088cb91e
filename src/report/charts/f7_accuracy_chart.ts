import { mean } from "simple-statistics";
import { published, valueAt } from "../../paper/mod.ts";
import { type Setting, settingsOf } from "../readings/settings.ts";
import { type Chart, commandsOf, tooFew } from "./chart.ts";
import type { Measured } from "../../records/record.ts";
import { counted, share } from "../readings/number_format.ts";

export type MeasuredCurve = Measured<"curve">;

const paths = ["straight line", "Bézier curve"] as const;

/** Accuracy between two solutions of a text, straight and along the fitted curve, a chart a setting. */
export function f7AccuracyCharts(curves: readonly MeasuredCurve[]): Chart[] {
  return settingsOf(curves).map(chartOf);
}

const design = (of: string) => valueAt(published.figure7, "count", { of }).value;

function chartOf({ name, slug, items }: Setting<MeasuredCurve>): Chart {
  const pairs = items.flatMap(pointsOf);
  const means = meansOf(pairs);
  const texts = new Set(items.map(({ job }) => job.text.id)).size;
  return {
    name: `f7-accuracy-${slug}`,
    title: `Accuracy between two solutions: ${name}`,
    tooFew: tooFew(items.length, { want: 3, noun: "pair of solutions" }),
    reading: `Thin: ${counted(items.length, "pair")} of solutions of ` +
      `${counted(texts, "text")}, each apart; thick: their mean. τ runs from one solution to the ` +
      `other. The paper walks between ${design("pairs of a text")} pairs of each of ` +
      `${design("texts")} texts; it names neither the model nor N.`,
    spec: specOf({ pairs, means }),
    values: [...pairs, ...means],
    table: tableOf(name, pairs),
    commands: commandsOf(items),
  };
}

interface Point {
  readonly [name: string]: string | number | null;
  readonly path: string;
  /** Text and seeds; null in a mean. */
  readonly pair: string | null;
  readonly tau: number;
  readonly accuracy: number;
}

function pointsOf({ job, result }: MeasuredCurve): Point[] {
  const pair = `${job.text.id}, seeds ${job.seeds.join(" and ")}`;
  return [result.lineAccuracies, result.curveAccuracies].flatMap((accuracies, i) =>
    accuracies.map((accuracy, at) => ({
      path: paths[i],
      pair,
      tau: at / (accuracies.length - 1),
      accuracy,
    }))
  );
}

/** Means over the pairs at each τ; pairs scored at other τ would give the mean steps of its own. */
function meansOf(points: readonly Point[]): Point[] {
  const groups = Map.groupBy(points, ({ path, tau }) => `${path} ${tau}`);
  return [...groups.values()].map((group) => ({
    path: group[0].path,
    pair: null,
    tau: group[0].tau,
    accuracy: mean(group.map(({ accuracy }) => accuracy)),
  })).sort((a, b) => a.tau - b.tau);
}

function specOf({ pairs, means }: { readonly pairs: readonly Point[]; means: readonly Point[] }) {
  const path = { field: "path", type: "nominal", scale: { domain: paths } };
  return {
    height: 240,
    encoding: {
      x: {
        field: "tau",
        type: "quantitative",
        axis: { title: "τ, from one solution to the other", tickCount: 5, format: ".2~f" },
      },
      y: {
        field: "accuracy",
        type: "quantitative",
        scale: { domain: [0, 1] },
        axis: { title: "accuracy", tickCount: 5, format: ".1~f" },
      },
      color: { ...path, legend: { symbolOpacity: 1 } },
    },
    layer: [
      {
        data: { values: pairs },
        mark: { type: "line", strokeWidth: 1, opacity: pairs.length > 2000 ? 0.2 : 0.4 },
        encoding: {
          detail: { field: "pair" },
          tooltip: [{ field: "pair", title: "pair" }, { field: "path", title: "path" }],
        },
      },
      {
        data: { values: means },
        mark: { type: "line", strokeWidth: 3 },
        encoding: { strokeDash: path },
      },
    ],
  };
}

function tableOf(name: string, points: readonly Point[]) {
  const groups = Map.groupBy(points, ({ path, pair }) => JSON.stringify([pair, path]));
  return {
    caption: `Accuracy between two solutions: ${name}`,
    columns: [
      { name: "pair" },
      { name: "path" },
      { name: "lowest", numeric: true },
      { name: "mean over τ", numeric: true },
      { name: "halfway", numeric: true },
    ],
    rows: [...groups.values()].map((group) => [
      group[0].pair,
      group[0].path,
      share(Math.min(...group.map(({ accuracy }) => accuracy))),
      share(mean(group.map(({ accuracy }) => accuracy))),
      share(group[Math.floor(group.length / 2)].accuracy),
    ]),
  };
}
