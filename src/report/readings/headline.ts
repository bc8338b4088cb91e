import { paperArrangement } from "../../claims/evidence.ts";
import { divisionOf } from "../../claims/division.ts";
import { kindOf } from "../../claims/kind_of.ts";
import { type KeptRow, rowsOf } from "../../bench/bench_file.ts";
import { nameOf } from "../../bench/bench_targets.ts";
import type { JobRecord, VerdictKind } from "../../records/record.ts";
import { binomialInterval, type Interval } from "../../statistics/mod.ts";
import { dividedSettings, textKey } from "./divided_fits.ts";
import { type MeasuredFit, measuredFits, measuredThroughputs, plannedFits } from "./measured.ts";
import { compareKinds } from "./model_kinds.ts";
import { throughputRows } from "./throughput_rows.ts";

/** The model a run is told by: of its strongest kind the one with the most fits. */
export interface HeadlineModel {
  readonly id: string;
  readonly kind: VerdictKind;
}

/** The division of a recipe in a word: "closed" is the paper's, also where its budget was cut. */
export type Division = "closed" | "open" | "closed, budget cut";

/** How texts of one length fared with one recipe. */
export interface ExactTexts {
  readonly tokens: number;
  readonly division: Division;
  readonly recipe: string;
  readonly exact: number;
  /** Planned, among them so many that were not measured. */
  readonly texts: number;
  readonly waiting: number;
  /** Share of texts exact, 95 %, Clopper and Pearson; it holds whatever the others would do. */
  readonly share: Interval;
  readonly command: string;
}

/** One pass against the fastest decoder there is a timing of. */
export interface Speedup {
  readonly tokens: number;
  readonly ratio: Interval;
  /** "llama.cpp", "our own decoder". */
  readonly decoder: string;
  /** Others that were timed beside it. */
  readonly others: number;
  readonly noisy: boolean;
  readonly command: string;
}

/** Texts of one length from which on a share of them says something. */
const fewestTexts = 4;

export function headlineModel(records: readonly JobRecord[]): HeadlineModel | null {
  const models = [...Map.groupBy(records, ({ job }) => job.model.id)].map(([id, own]) => ({
    id,
    kind: own.map(({ job }) => kindOf(job)).sort(compareKinds)[0],
    fits: measuredFits(own).length,
  }));
  const [first] = models.sort((a, b) => compareKinds(a.kind, b.kind) || b.fits - a.fits);
  return first === undefined ? null : { id: first.id, kind: first.kind };
}

/** The longest text that came back whole, by its length; the paper's recipe first among equals. */
export function longestExact(records: readonly JobRecord[]): ExactTexts | null {
  return exactTexts(records).filter(({ exact }) => exact > 0).sort(byLength)[0] ?? null;
}

/** The texts of the longest length of which several were tried. */
export function longestTried(records: readonly JobRecord[]): ExactTexts | null {
  const all = exactTexts(records).sort(byLength);
  return all.find(({ texts }) => texts >= fewestTexts) ?? all[0] ?? null;
}

/** Of the paper's arrangement, a recipe and length each; one fit a text. */
export function exactTexts(records: readonly JobRecord[]): ExactTexts[] {
  const planned = plannedFits(records).filter(({ job }) => job.arrangement === paperArrangement);
  const fits = planned.flatMap(({ measured }) => measured ?? []);
  return dividedSettings(fits).flatMap(({ series }) =>
    series.flatMap(({ fits }) =>
      [...Map.groupBy(fits, ({ job }) => job.tokens)].map(([tokens, own]) => {
        const exact = own.filter(({ result }) => result.exact);
        const [{ job }] = own;
        const division = divisionOf(job.recipe, job.engine);
        const waiting = waitingTexts(planned, own);
        return {
          tokens,
          division: division === "cut" ? "closed, budget cut" as const : division,
          recipe: job.recipe.name,
          exact: exact.length,
          texts: own.length + waiting,
          waiting,
          share: shareOf(exact.length, { texts: own.length, waiting }),
          command: (exact[0] ?? own[0]).command,
        };
      })
    )
  );
}

/** Texts planned for the recipe and length of some fits of which no fit ended. */
function waitingTexts(
  planned: ReturnType<typeof plannedFits>,
  [first, ...others]: readonly MeasuredFit[],
): number {
  const known = new Set([first, ...others].map(textKey));
  const { tokens, recipe, engine } = first.job;
  const division = divisionOf(recipe, engine);
  const waiting = planned.filter(({ job, measured }) =>
    measured === null && job.tokens === tokens && job.recipe.name === recipe.name &&
    divisionOf(job.recipe, job.engine) === division && !known.has(textKey({ job }))
  );
  return new Set(waiting.map(textKey)).size;
}

/** Where all that were not measured could fail, and all could be exact. */
function shareOf(
  exact: number,
  { texts, waiting }: { readonly texts: number; readonly waiting: number },
): Interval {
  const { low, high } = binomialInterval(exact, texts);
  const all = texts + waiting;
  return {
    estimate: exact / all,
    low: low * texts / all,
    high: (high * texts + waiting) / all,
  };
}

function byLength(a: ExactTexts, b: ExactTexts): number {
  const closed = ({ division }: ExactTexts) => division === "open" ? 1 : 0;
  return b.tokens - a.tokens || closed(a) - closed(b) || b.texts - a.texts;
}

/** At the longest length timed: benchmarks against other libraries first, then the run's timings. */
export function speedup(
  { model, records, bench }: {
    readonly model: string;
    readonly records: readonly JobRecord[];
    readonly bench: readonly KeptRow[];
  },
): Speedup | null {
  const rows = rowsOf(bench, "autoregressive").filter((row) =>
    row.model === model && row.onePassSpeedup !== undefined
  );
  const longest = Math.max(...rows.map(({ N }) => N));
  const there = rows.filter(({ N }) => N === longest)
    .sort((a, b) => a.onePassSpeedup!.estimate - b.onePassSpeedup!.estimate);
  if (there.length > 0) {
    const [{ onePassSpeedup, command }] = there;
    return {
      tokens: longest,
      ratio: onePassSpeedup!,
      decoder: nameOf(there[0]),
      others: there.length - 1,
      noisy: false,
      command,
    };
  }
  const own = measuredThroughputs(records).filter(({ job }) => job.model.id === model);
  // All texts of the length: a single one's repetitions say nothing of the others.
  const [row] = throughputRows(own)
    .sort((a, b) => b.measured.job.tokens - a.measured.job.tokens);
  if (row === undefined) return null;
  const { timings, measured: { job: { tokens }, result: { ratio }, command } } = row;
  const noisy = timings.some(({ warnings }) =>
    warnings.some(({ kind }) => kind === "noisy timing")
  );
  return { tokens, ratio, decoder: "our own decoder", others: 0, noisy, command };
}
