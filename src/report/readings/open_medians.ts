import { median } from "simple-statistics";
import { streamOf } from "../../claims/evidence.ts";
import { clusterBootstrap, medianBounds } from "../../statistics/mod.ts";
import { type DividedSeries, type DividedSetting, stepsToExact, textKey } from "./divided_fits.ts";
import type { MeasuredFit } from "./measured.ts";

/** A number, or what it is beyond. */
export interface Bounded {
  readonly value: number;
  readonly bound: "exactly" | "more than" | "less than";
}

/** What one recipe does on its texts of one length. */
export interface OpenMedian {
  readonly series: DividedSeries;
  readonly tokens: number;
  readonly texts: number;
  readonly exact: number;
  readonly steps: Bounded;
  /** 95 %; `high` Infinity where it is beyond the budget. Null with fewer than six texts. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly seconds: number;
  /** Null for the paper's recipe itself, and where it ran on none of these texts. */
  readonly ratio: PairedRatio | null;
}

/** Median steps of the paper's recipe over another's, on the texts that both fitted. */
export interface PairedRatio {
  readonly texts: number;
  /** Null where neither median is known. */
  readonly ratio: Bounded | null;
  /** 95 %, texts drawn; `high` null where nothing bounds it. Null with fewer than two texts. */
  readonly interval: { readonly low: number; readonly high: number | null } | null;
}

/** Every length and recipe of a setting, shortest first. */
export function openMedians({ series }: DividedSetting): OpenMedian[] {
  const lengths = [...new Set(series.flatMap(({ fits }) => fits.map(({ job }) => job.tokens)))]
    .sort((a, b) => a - b);
  const paper = series.find(({ division }) => division === "closed");
  return lengths.flatMap((tokens) =>
    series.flatMap((one) => {
      const fits = ofLength(one, tokens);
      if (fits.length === 0) return [];
      const all = fits.map(stepsToExact);
      const base = one === paper || paper === undefined ? [] : ofLength(paper, tokens);
      const name = `${one.name} ${tokens} ${fits[0].job.model.id} ${fits[0].job.arrangement}`;
      return [{
        series: one,
        tokens,
        texts: fits.length,
        exact: all.filter(({ exact }) => exact).length,
        steps: boundedMedian(all),
        interval: medianBounds(all.map(unknownAs(Infinity))),
        seconds: median(fits.map(({ result }) => result.elapsedSeconds)),
        ratio: pairedRatio(base, fits, name),
      }];
    })
  );
}

type Steps = ReturnType<typeof stepsToExact>;

/** The median of what is known: less than the true one where a fit that was not exact is below it. */
function boundedMedian(all: readonly Steps[]): Bounded {
  const sorted = all.toSorted((a, b) => a.steps - b.steps);
  const middle = sorted[Math.floor(all.length / 2)].steps;
  const isBound = all.some(({ exact, steps }) => !exact && steps <= middle);
  const value = median(all.map(({ steps }) => steps));
  return { value, bound: isBound ? "more than" : "exactly" };
}

function pairedRatio(
  paper: readonly MeasuredFit[],
  own: readonly MeasuredFit[],
  name: string,
): PairedRatio | null {
  const theirs = new Map(paper.map((fit) => [textKey(fit), stepsToExact(fit)]));
  const pairs = own.flatMap((fit) => {
    const paper = theirs.get(textKey(fit));
    return paper === undefined ? [] : [{ paper, own: stepsToExact(fit) }];
  });
  if (pairs.length === 0) return null;
  const [over, under] = [
    boundedMedian(pairs.map(({ paper }) => paper)),
    boundedMedian(
      pairs.map(({ own }) => own),
    ),
  ];
  const value = over.value / under.value;
  const ratio = over.bound === "exactly"
    ? { value, bound: under.bound === "exactly" ? "exactly" as const : "less than" as const }
    : under.bound === "exactly"
    ? { value, bound: over.bound }
    : null;
  return { texts: pairs.length, ratio, interval: ratioBounds(pairs, name) };
}

interface Pair {
  readonly paper: Steps;
  readonly own: Steps;
}

/**
 * Each end from what makes it hold whatever the steps that are not known: the lower one with the
 * paper's as few and the others' as many as can be, the upper one the other way round.
 */
function ratioBounds(pairs: readonly Pair[], name: string): PairedRatio["interval"] {
  if (pairs.length < 2) return null;
  const end = (of: { readonly paper: number; readonly own: number }) =>
    clusterBootstrap(
      pairs.map((pair) => [pair]),
      (drawn) =>
        median(drawn.map(({ paper }) => unknownAs(of.paper)(paper))) /
        median(drawn.map(({ own }) => unknownAs(of.own)(own))),
      { stream: streamOf("open-division", name) },
    );
  // NaN stands for the steps that are known of one.
  const { low } = end({ paper: NaN, own: Infinity });
  const { high } = end({ paper: Infinity, own: NaN });
  return { low: low > 0 ? low : 0, high: Number.isFinite(high) ? high : null };
}

/** Steps, or what stands for those that are not known: with NaN, the budget. */
function unknownAs(unknown: number) {
  return ({ exact, steps }: Steps) => exact || Number.isNaN(unknown) ? steps : unknown;
}

function ofLength({ fits }: DividedSeries, tokens: number): MeasuredFit[] {
  return fits.filter(({ job }) => job.tokens === tokens);
}
