import { settingsOf } from "../readings/settings.ts";
import type { GenerationResult } from "../../records/experiment_records.ts";
import { type Chart, commandsOf, tooFew } from "./chart.ts";
import type { Measured } from "../../records/record.ts";
import { count } from "../readings/number_format.ts";
import { shownToken } from "../readings/shown_token.ts";
import { mean } from "simple-statistics";

export type MeasuredGeneration = Measured<"generation">;

/** What the model wrote from one prompt. */
export interface Written {
  readonly setting: string;
  readonly text: string;
  readonly seed: number;
  /** "e m", "BOS e"…, or {@linkcode fromText}. */
  readonly prompt: string;
  readonly result: Pick<
    GenerationResult,
    "ownSimilarity" | "otherSimilarity" | "writtenIds" | "writtenText"
  >;
}

/** The prompt beside the proto-tokens: BOS and the text, after which a relation is sure. */
export const fromText = "the text itself";

/** What was written from every prompt, and once a solution's text from the text itself. */
export function writtenFrom(generations: readonly MeasuredGeneration[]): Written[] {
  return settingsOf(generations).flatMap(({ name: setting, items }) => {
    const solutions = Map.groupBy(items, ({ job }) => `${job.text.id} ${job.seed}`);
    return [...solutions.values()].flatMap((ofOne) => {
      const [{ job: { text: { id: text }, seed }, result: { afterText } }] = ofOne;
      const each = ofOne.map(({ job: { prompt }, result }) => ({ prompt, result }));
      return [...each, { prompt: fromText, result: afterText }]
        .map((one): Written => ({ setting, text, seed, ...one }));
    });
  });
}

/** About a line of what was written, or its ids where the run kept no text. */
export function beginning({ writtenText, writtenIds }: Written["result"]): string {
  if (writtenText === undefined) return `token ids ${writtenIds.slice(0, 12).join(" ")}`;
  const characters = [...writtenText];
  return shownToken(characters.slice(0, 80).join("")) + (characters.length > 80 ? "…" : "");
}

const kinds = ["from e and m", "after the text itself"] as const;

/** Own against other similarity of what the model writes. */
export function aSimilarityChart(generations: readonly MeasuredGeneration[]): Chart | null {
  if (generations.length === 0) return null;
  const values = writtenFrom(generations).map(({ result, ...one }) => ({
    ...one,
    kind: kinds[one.prompt === fromText ? 1 : 0],
    ownSimilarity: result.ownSimilarity,
    otherSimilarity: result.otherSimilarity,
    begins: beginning(result),
  }));
  const most = Math.max(0.05, ...values.flatMap((v) => [v.ownSimilarity, v.otherSimilarity]));
  return {
    name: "a-similarity",
    title: "Likeness of what is written to its own text and to others",
    tooFew: tooFew(new Set(generations.map(({ job }) => job.text.id)).size, {
      want: 3,
      noun: "text",
    }),
    reading:
      "A mark is one writing, the likeliest token each time. Up: cosine of TF-IDF with its " +
      "own text and that text’s continuation; across: the mean of the same with the other texts. " +
      "On the dotted line what was written has no more to do with its own text than with any. " +
      "The paper judged by eye, on Llama-3.2-1B.",
    spec: specOf(values, most * 1.06),
    values,
    table: tableOf(values),
    commands: commandsOf(generations),
  };
}

interface Value {
  readonly [name: string]: string | number;
  readonly setting: string;
  readonly text: string;
  readonly seed: number;
  readonly prompt: string;
  readonly kind: string;
  readonly ownSimilarity: number;
  readonly otherSimilarity: number;
}

function specOf(values: readonly Value[], most: number) {
  const kind = {
    field: "kind",
    type: "nominal",
    scale: { domain: kinds },
    legend: { symbolStrokeWidth: 0 },
  };
  const side = (title: string) => ({
    type: "quantitative",
    scale: { domain: [0, most], nice: false },
    axis: { title, format: ".2~f", tickCount: 5 },
  });
  return {
    height: 280,
    encoding: {
      x: side("similarity to other texts"),
      y: side("similarity to its own text"),
    },
    layer: [
      {
        data: { values: [0, most].map((at) => ({ at })) },
        mark: { type: "line", style: "guide" },
        encoding: { x: { field: "at" }, y: { field: "at" } },
      },
      {
        data: { values },
        mark: { type: "point", filled: true, size: 55, opacity: 0.75 },
        encoding: {
          x: { field: "otherSimilarity" },
          y: { field: "ownSimilarity" },
          color: kind,
          shape: kind,
          tooltip: [
            { field: "text", title: "text" },
            { field: "prompt", title: "written from" },
            { field: "setting", title: "setting" },
            { field: "ownSimilarity", title: "own", format: ".3f" },
            { field: "otherSimilarity", title: "other", format: ".3f" },
          ],
        },
      },
    ],
  };
}

function tableOf(values: readonly Value[]) {
  const groups = Map.groupBy(values, ({ setting, prompt }) => JSON.stringify([setting, prompt]));
  return {
    caption: "Similarity by prompt, mean over texts",
    columns: [
      { name: "written from" },
      { name: "setting" },
      { name: "writings", numeric: true },
      { name: "own", numeric: true },
      { name: "other", numeric: true },
      { name: "own − other", numeric: true },
    ],
    rows: [...groups.values()].map((group) => {
      const own = mean(group.map(({ ownSimilarity }) => ownSimilarity));
      const other = mean(group.map(({ otherSimilarity }) => otherSimilarity));
      const [{ prompt, setting }] = group;
      const numbers = [own, other, own - other].map((value) => value.toFixed(3));
      return [prompt, setting, count(group.length), ...numbers];
    }),
  };
}
