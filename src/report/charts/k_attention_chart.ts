import { mean } from "simple-statistics";
import { type Setting, settingsOf } from "../readings/settings.ts";
import { type Chart, commandsOf, tooFew } from "./chart.ts";
import type { Measured } from "../../records/record.ts";
import { counted, share } from "../readings/number_format.ts";

export type MeasuredAttention = Measured<"attention">;

const readings = ["fitted e and m", "their random start", "the text itself"] as const;

/** Attention on position 1 layer by layer, a chart a setting. */
export function kAttentionCharts(attentions: readonly MeasuredAttention[]): Chart[] {
  return settingsOf(attentions).map(chartOf);
}

function chartOf({ name, slug, items }: Setting<MeasuredAttention>): Chart {
  const each = items.flatMap(pointsOf);
  const means = meansOf(each);
  const { tokens } = items[0].job;
  return {
    name: `k-attention-${slug}`,
    title: `Attention on position 1: ${name}`,
    tooFew: tooFew(items.length, { want: 3, noun: "solution" }),
    reading: "Share of the attention of the later positions that goes to position 1, mean over " +
      `heads and positions. Thin: ${counted(items.length, "solution")}, each apart; thick: their ` +
      "mean. At position 1 stands e, or, where the model reads the text itself, the token that starts it. " +
      "Dotted: attention spread evenly over what each position sees. The paper gives no number.",
    spec: specOf({ each, means, even: evenShare(tokens) }),
    values: [...each, ...means],
    table: {
      caption: `Attention on position 1, mean over solutions: ${name}`,
      columns: [
        { name: "layer", numeric: true },
        ...readings.map((name) => ({
          name,
          numeric: true,
        })),
      ],
      rows: [...Map.groupBy(means, ({ layer }) => layer)].map(([layer, own]) => [
        layer,
        ...readings.map((reading) => share(own.find((one) => one.reading === reading)!.mass)),
      ]),
    },
    commands: commandsOf(items),
  };
}

interface Point {
  readonly [name: string]: string | number | null;
  readonly reading: string;
  /** Text and seed; null in a mean. */
  readonly solution: string | null;
  /** 1…L. */
  readonly layer: number;
  readonly mass: number;
}

function pointsOf({ job, result }: MeasuredAttention): Point[] {
  const solution = `${job.text.id}, seed ${job.seed}`;
  return [result.firstPositionMass, result.unfittedMass, result.textMass].flatMap((masses, i) =>
    masses.map((mass, layer) => ({ reading: readings[i], solution, layer: layer + 1, mass }))
  );
}

function meansOf(points: readonly Point[]): Point[] {
  const groups = Map.groupBy(points, ({ reading, layer }) => `${reading} ${layer}`);
  return [...groups.values()].map((group) => ({
    reading: group[0].reading,
    solution: null,
    layer: group[0].layer,
    mass: mean(group.map(({ mass }) => mass)),
  }));
}

/** Mean over positions 2…N of 1/i: what position 1 gets where i positions share alike. */
function evenShare(tokens: number): number {
  if (tokens < 2) return 1;
  return mean(Array.from({ length: tokens - 1 }, (_, i) => 1 / (i + 2)));
}

function specOf(
  { each, means, even }: {
    readonly each: readonly Point[];
    readonly means: readonly Point[];
    readonly even: number;
  },
) {
  const reading = { field: "reading", type: "nominal", scale: { domain: readings } };
  return {
    height: 240,
    encoding: {
      x: {
        type: "quantitative",
        scale: { nice: false, zero: false, padding: 6 },
        axis: { title: "layer", format: "d", tickMinStep: 1 },
      },
      y: {
        type: "quantitative",
        scale: { domain: [0, 1] },
        axis: { title: "share of attention on position 1", tickCount: 5, format: ".1~f" },
      },
      color: { ...reading, legend: { symbolType: "stroke", symbolOpacity: 1, columns: 2 } },
    },
    layer: [
      {
        data: { values: [{ even }] },
        mark: { type: "rule", style: "guide" },
        encoding: { x: null, color: null, y: { field: "even" } },
      },
      {
        data: { values: each },
        mark: { type: "line", strokeWidth: 1, opacity: 0.35 },
        encoding: {
          x: { field: "layer" },
          y: { field: "mass" },
          detail: { field: "solution" },
          tooltip: [{ field: "solution", title: "solution" }, {
            field: "reading",
            title: "reads",
          }],
        },
      },
      {
        data: { values: means },
        mark: { type: "line", strokeWidth: 3, point: { size: 30, filled: true } },
        encoding: {
          x: { field: "layer" },
          y: { field: "mass" },
          strokeDash: reading,
        },
      },
    ],
  };
}
