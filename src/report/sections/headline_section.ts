import type { KeptRow } from "../../bench/bench_file.ts";
import { published, valueAt } from "../../paper/mod.ts";
import type { JobRecord } from "../../records/record.ts";
import type { Interval } from "../../statistics/mod.ts";
import { type Markup, markup } from "../page/markup.ts";
import {
  type ExactTexts,
  type HeadlineModel,
  longestExact,
  longestTried,
  type Speedup,
  speedup,
} from "../readings/headline.ts";
import { measuredFits, plannedFits } from "../readings/measured.ts";
import { count, counted, figure } from "../readings/number_format.ts";
import { paperLongest } from "../readings/verdict_sentence.ts";

/** A figure a reader asks for first. */
interface Tile {
  readonly value: string;
  readonly meaning: string;
  /** What the paper has there, or null. */
  readonly paper: string | null;
  /** With its interval. */
  readonly doubt: string;
  /** "transfer, open". */
  readonly kind: string;
  readonly noisy: boolean;
  readonly command: string;
}

/** What the headline is made of: records of the model it is told by. */
export interface HeadlineRun {
  readonly model: HeadlineModel;
  readonly records: readonly JobRecord[];
  readonly bench: readonly KeptRow[];
}

/**
 * Three figures at most: the longest text given back whole, one pass over the fastest decoder, the
 * share of texts that came back whole. What was not measured is said in a note below them.
 */
export function headlineSection({ model, records, bench }: HeadlineRun): Markup {
  const own = records.filter(({ job }) => job.model.id === model.id);
  const fits = measuredFits(own);
  const longest = longestExact(own);
  const tried = longestTried(own);
  const faster = speedup({ model: model.id, records: own, bench });
  const tiles = [
    longest && longestTile(longest, model),
    faster && speedTile(faster, model),
    tried && shareTile(tried, model),
  ].filter((tile) => tile !== null);
  const missing = plannedFits(own).filter(({ measured }) => measured === null).length;
  const notes = [
    ...longest === null && fits.length > 0 ? ["No text came back whole."] : [],
    ...fits.length === 0 ? [`No fit of ${model.id} was measured.`] : [],
    ...faster === null ? ["One pass was not timed against a decoder."] : [],
    ...missing > 0
      ? [
        `${counted(missing, "planned fit")} of ${model.id} ${missing === 1 ? "was" : "were"} ` +
        "not measured; those that end early succeed, so the others may be worse.",
      ]
      : [],
  ];
  return markup`<ul class="tiles">${tiles.map(render)}</ul>
${notes.length > 0 && markup`<p class="note">${notes.join(" ")}</p>`}`;
}

function render({ value, meaning, paper, doubt, kind, noisy, command }: Tile): Markup {
  return markup`<li><b>${value}</b> <span>${meaning}</span>
<span class="doubt">${doubt}</span>
${paper !== null && markup`<span class="theirs">${paper}</span>`}
<span class="kind">${kind}${
    noisy && markup` · <span class="noisy">noisy timing: other work ran beside it</span>`
  }</span>
<code>${command}</code></li>`;
}

function longestTile(one: ExactTexts, model: HeadlineModel): Tile {
  const { tokens, exact, texts, waiting, share, division, command } = one;
  return {
    value: counted(tokens, "token"),
    meaning: "is the longest text that came back whole in one pass",
    doubt: `${count(exact)} of ${counted(texts, "text")} of that length${missed(waiting)}: ` +
      percents(share),
    paper: `Paper: ${paperLongest(model)}`,
    kind: `${model.kind}, ${division}`,
    noisy: false,
    command,
  };
}

function shareTile(one: ExactTexts, model: HeadlineModel): Tile {
  const { tokens, exact, texts, waiting, share, division, recipe, command } = one;
  return {
    value: `${Math.floor(100 * share.estimate)} %`,
    meaning: `of ${counted(texts, "text")} of ${counted(tokens, "token")} came back whole`,
    doubt: `${count(exact)} of ${count(texts)}${missed(waiting)}, ${recipe} recipe: ` +
      percents(share),
    paper: `Paper: mean accuracy ${paperAccuracy}`,
    kind: `${model.kind}, ${division}`,
    noisy: false,
    command,
  };
}

function speedTile(one: Speedup, model: HeadlineModel): Tile {
  const { tokens, ratio, decoder, others, noisy, command } = one;
  const fastest = others > 0 ? `${decoder}, the fastest of ${others + 1} decoders` : decoder;
  return {
    value: `${figure(ratio.estimate)}×`,
    meaning: `as fast in one pass as token by token by ${fastest}, at N = ${tokens}`,
    doubt: `95 % interval ${figure(ratio.low)} to ${figure(ratio.high)}`,
    paper: `Paper: ${valueAt(published.figure4, "throughputRatio", {}).value}× on average, by a ` +
      "decoder it does not describe",
    kind: `${model.kind}, time on one machine`,
    noisy,
    command,
  };
}

const paperAccuracy = (() => {
  const [long] = published.table1.values.filter(({ at, value }) =>
    at.arrangement === "[e][m]×(N−1)" && value !== null
  ).sort((a, b) => Number(b.at.tokens) - Number(a.at.tokens));
  return `${long.value!.toFixed(long.decimals)} at N = ${long.at.tokens}`;
})();

function missed(waiting: number): string {
  return waiting === 0 ? "" : `, ${count(waiting)} not measured`;
}

function percents({ low, high }: Interval): string {
  return `95 % interval ${Math.floor(100 * low)} to ${Math.ceil(100 * high)} %`;
}
