import { mean } from "simple-statistics";
import { published, valuesAt } from "../../paper/mod.ts";
import type { InformationPair, Reading } from "../readings/information_pairs.ts";
import { logAxis, logDomain } from "./_log_axis.ts";
import { type RatioLine, ratioLineLayers } from "./_ratio_lines.ts";
import { type Chart, type ChartSpec, tooFew } from "./chart.ts";
import { count, counted, figure } from "../readings/number_format.ts";

/** One half of Figure 3. */
export interface InformationPanel {
  /** File name. */
  readonly name: string;
  readonly title: string;
  /** What stands against what, as a sentence. */
  readonly sides: string;
  readonly commands: readonly string[];
}

/** H_LM held by one pass against that held by cramming; null where no text was tried both ways. */
export function f3InformationChart(
  pairs: readonly InformationPair[],
  { name, title, sides, commands }: InformationPanel,
): Chart | null {
  if (pairs.length === 0) return null;
  const means = meansOf(pairs);
  const values = [
    ...pairs.map((pair) => ({ mark: "text", ...pair, texts: 1 })),
    ...means.map((pair) => ({ mark: "mean", ...pair })),
  ];
  const drawn = values.filter((one) => one.onePassNats > 0 && one.autoregressiveNats > 0);
  const nats = drawn.flatMap((one) => [one.onePassNats, one.autoregressiveNats]);
  return {
    name,
    title,
    tooFew: tooFew(new Set(pairs.map(({ text }) => text)).size, { want: 3, noun: "text" }),
    reading: `${sides} Filled marks: crammed texts written back from the model’s own tokens ` +
      "(greedy); rings: read with the right tokens given (teacher-forced). Small marks are texts, " +
      "large ones means over the texts tried both ways. A prefix counts from accuracy " +
      `${published.settings.successAccuracy} on, by the best of its seeds. ` +
      "The dotted lines are what the paper reads off its own plot." + bounded(pairs) +
      notDrawn(pairs),
    spec: specOf(drawn, logDomain(nats.length > 0 ? nats : [10], 2)),
    values,
    table: tableOf(title, pairs, means),
    commands,
  };
}

/** Lengths tried end somewhere, and a text held there could hold more. */
function bounded(pairs: readonly InformationPair[]): string {
  const atEnd = (side: (one: InformationPair) => boolean) => count(pairs.filter(side).length);
  const onePass = atEnd((one) => one.onePassTokens === one.onePassTriedTokens);
  const crammed = atEnd((one) => one.autoregressiveTokens === one.autoregressiveTriedTokens);
  const marks = counted(pairs.length, "small mark");
  return ` Of ${marks} ${onePass} could stand higher and ${crammed} further right: the longest ` +
    "prefix tried was held.";
}

/** A text that nothing was held of has no place on a logarithmic axis. */
function notDrawn(pairs: readonly InformationPair[]): string {
  const none = pairs.filter((one) => one.onePassNats === 0 || one.autoregressiveNats === 0).length;
  return none === 0 ? "" : ` ${counted(none, "mark")} not drawn: one side holds nothing ` +
    "of the text, and 0 nats have no place on these axes; the means count them.";
}

type Mean = InformationPair & { readonly texts: number };

function meansOf(pairs: readonly InformationPair[]): Mean[] {
  const groups = Map.groupBy(
    pairs,
    ({ setting, source, reading }) => JSON.stringify([setting, source, reading]),
  );
  return [...groups.values()].map((group) => ({
    ...group[0],
    text: `${group.length} texts`,
    onePassNats: mean(group.map((one) => one.onePassNats)),
    onePassTokens: mean(group.map((one) => one.onePassTokens)),
    onePassTriedTokens: Math.max(...group.map((one) => one.onePassTriedTokens)),
    autoregressiveNats: mean(group.map((one) => one.autoregressiveNats)),
    autoregressiveTokens: mean(group.map((one) => one.autoregressiveTokens)),
    autoregressiveTriedTokens: Math.max(...group.map((one) => one.autoregressiveTriedTokens)),
    texts: group.length,
  }));
}

/** What the paper reads off its own plot. */
const guideLines: readonly RatioLine[] = valuesAt(published.figure3, "informationRatio")
  .map(({ value }) => ({ ratio: value, label: guideLine(value) }));

/** A share as the paper writes its guide lines: "y = x/2". */
export function guideLine(ratio: number): string {
  return `y = ${ratio === 1 ? "x" : `x/${figure(1 / ratio)}`}`;
}

/** Area of a mark, square pixels. */
function sizeOf({ mark, reading }: { readonly mark: string; readonly reading: Reading }): number {
  if (mark === "mean") return reading === "greedy" ? 150 : 320;
  return reading === "greedy" ? 30 : 90;
}

function specOf(
  drawn: readonly (Pick<InformationPair, "setting" | "source" | "reading"> & { mark: string })[],
  domain: readonly [number, number],
): ChartSpec {
  const distinct = (name: "setting" | "source") => [...new Set(drawn.map((one) => one[name]))];
  const settings = distinct("setting");
  const sources = { field: "source", type: "nominal", scale: { domain: distinct("source") } };
  const marks = {
    data: { values: drawn.map((one) => ({ ...one, size: sizeOf(one) })) },
    mark: { type: "point", filled: true, strokeWidth: 1.5 },
    encoding: {
      x: { field: "autoregressiveNats" },
      y: { field: "onePassNats" },
      color: sources,
      stroke: sources,
      shape: {
        field: "setting",
        type: "nominal",
        scale: { domain: settings },
        legend: settings.length > 1 ? { orient: "bottom", columns: 1, offset: 10 } : null,
      },
      // A ring goes around the filled mark where both readings agree.
      size: { field: "size", type: "quantitative", scale: null },
      fillOpacity: { condition: { test: "datum.reading === 'greedy'", value: 0.6 }, value: 0 },
      tooltip: [
        { field: "text", title: "text" },
        { field: "source", title: "source" },
        { field: "setting", title: "setting" },
        { field: "reading", title: "crammed text read" },
        { field: "onePassNats", title: "one pass, nats", format: ",.1f" },
        { field: "onePassTokens", title: "one pass, tokens", format: ",.3~f" },
        { field: "autoregressiveNats", title: "autoregressively, nats", format: ",.1f" },
        { field: "autoregressiveTokens", title: "autoregressively, tokens", format: ",.3~f" },
      ],
    },
  };
  return {
    height: 300,
    encoding: {
      x: logAxis("H_LM held autoregressively (crammed), nats", domain),
      y: logAxis("H_LM held by one pass, nats", domain),
    },
    layer: [...ratioLineLayers(guideLines, { x: domain, y: domain }), marks],
  };
}

function tableOf(title: string, pairs: readonly InformationPair[], means: readonly Mean[]) {
  return {
    caption: `${title}: means, then every text`,
    columns: [
      { name: "texts" },
      { name: "setting" },
      { name: "source" },
      { name: "crammed text read" },
      { name: "one pass, nats", numeric: true },
      { name: "tokens of those tried", numeric: true },
      { name: "autoregressively, nats", numeric: true },
      { name: "tokens of those tried", numeric: true },
      { name: "ratio", numeric: true },
    ],
    rows: [...means, ...pairs].map((one) => [
      one.text,
      one.setting,
      one.source,
      one.reading,
      figure(one.onePassNats),
      `${figure(one.onePassTokens)} of ${one.onePassTriedTokens}`,
      figure(one.autoregressiveNats),
      `${figure(one.autoregressiveTokens)} of ${one.autoregressiveTriedTokens}`,
      one.autoregressiveNats === 0 ? null : figure(one.onePassNats / one.autoregressiveNats),
    ]),
  };
}
