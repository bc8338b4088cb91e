import {
  type Capacity,
  capacityOfTexts,
  type Interval,
  restrictedMeanOfCounts,
  studentTQuantile,
  type TextCapacity,
  twoSampleBootstrap,
} from "../statistics/mod.ts";
import { byBook } from "./by_book.ts";
import { type MeasuredFit, paperArrangement, streamOf } from "./evidence.ts";
import type { Part } from "./parts.ts";
import { figure } from "./words.ts";

/**
 * Each text's longest prefix at accuracy 0.99, from fits of the paper's arrangement. Each seed counts
 * by itself: the better of two is longer, and one side of a comparison may have had more. Where
 * `lengths` are given, those alone count, and a seed that was not tried at all of them up to its
 * longest is left out: one that failed at 64 alone may hold 4 or 32.
 */
export function textCapacities(
  fits: readonly MeasuredFit[],
  lengths?: readonly number[],
): TextCapacity[] {
  const meant = fits.filter(({ job }) =>
    job.arrangement === paperArrangement && (lengths?.includes(job.tokens) ?? true)
  );
  return triesOf(meant).map((of) =>
    of.map(({ job, result }) => ({
      text: textName(job),
      tokens: job.tokens,
      accuracy: result.accuracy,
    }))
  ).filter((of) => lengths === undefined || isWhole(of, lengths)).flatMap((of) =>
    capacityOfTexts(of)
  );
}

/**
 * A text whatever its length: a longer one begins with the shorter. What a model wrote does not, since
 * its context is as long as it is itself; those after the same excerpt count as one text.
 */
function textName({ text: { id, source } }: MeasuredFit["job"]): string {
  return source === "generated" ? id.replace(/-\d+(-\d+-\d+)$/, "$1") : id;
}

/** Fits of one text by one seed together, whatever their length. */
function triesOf(fits: readonly MeasuredFit[]): MeasuredFit[][] {
  return [...Map.groupBy(fits, ({ job }) => `${textName(job)} ${job.seed}`).values()];
}

/** Whether tries leave none of the lengths out up to the longest of theirs. */
export function isWhole(
  tries: readonly { readonly tokens: number }[],
  lengths: readonly number[],
): boolean {
  const tried = new Set(tries.map(({ tokens }) => tokens));
  const longest = Math.max(...tried);
  return lengths.every((tokens) => tokens > longest || tried.has(tokens));
}

/** How many texts capacities are of. */
export function textsOf(capacities: readonly TextCapacity[]): number {
  return new Set(capacities.map(({ text }) => text)).size;
}

export interface CapacityComparison {
  readonly claim: string;
  readonly estimate: string;
  readonly level: number;
  /**
   * Lengths both sides were tried at, ascending. Capacities count up to the longest; a text that
   * failed at the shortest counts as half a doubling shorter.
   */
  readonly lengths: readonly number[];
}

/**
 * Difference of two samples' capacities, first − second, in doublings of length: mean of log2 over
 * texts, texts that outlast the grid censored there (Kaplan and Meier's restricted mean). Texts of
 * a cluster have something in common, a vector or a book; a text alone is a cluster of its own. A
 * capacity is known to a step of the lengths tried, so that texts that all agree leave that much open.
 */
export function capacityDifference(
  first: readonly (readonly Capacity[])[],
  second: readonly (readonly Capacity[])[],
  { claim, estimate, level, lengths }: CapacityComparison,
): Interval {
  const [shortest, limit] = [lengths[0], lengths[lengths.length - 1]];
  const floor = Math.log2(shortest) - 0.5;
  const all = [...first, ...second].flat().map(({ tokens }) =>
    position(Math.min(tokens, limit), floor)
  );
  const times = [...new Set(all)].sort((a, b) => a - b);
  const scaled = (of: readonly (readonly Capacity[])[]) =>
    of.map((cluster) =>
      cluster.map(({ tokens, censored }) => ({
        at: times.indexOf(position(Math.min(tokens, limit), floor)),
        // One that goes on beyond the limit was not seen to end before it.
        ended: !censored && tokens <= limit,
      }))
    );
  const ended = new Uint16Array(times.length);
  const censored = new Uint16Array(times.length);
  const [a, b] = [scaled(first), scaled(second)];
  const statistic = (drawn: readonly (typeof a[number])[]) => {
    ended.fill(0);
    censored.fill(0);
    for (const cluster of drawn) {
      for (const one of cluster) (one.ended ? ended : censored)[one.at]++;
    }
    return restrictedMeanOfCounts(times, { ended, censored, limit: Math.log2(limit) - floor });
  };
  // Of one cluster nothing is known but what it is.
  if (Math.min(a.length, b.length) < 2) {
    return { estimate: statistic(a) - statistic(b), low: -Infinity, high: Infinity };
  }
  const drawn = twoSampleBootstrap([a, b], statistic, { stream: streamOf(claim, estimate), level });
  const step = Math.log2(limit / shortest) / Math.max(1, lengths.length - 1);
  const deviation = step / Math.sqrt(12) * Math.hypot(a.length ** -0.5, b.length ** -0.5);
  const t = studentTQuantile(1 - (1 - level) / 2, Math.min(a.length, b.length) - 1);
  return {
    estimate: drawn.estimate,
    low: Math.min(drawn.low, drawn.estimate - t * deviation),
    high: Math.max(drawn.high, drawn.estimate + t * deviation),
  };
}

/** So many texts at an end of the lengths tried hide a difference that a claim is about. */
const mostAtAnEnd = 0.25;

/**
 * What the lengths tried cannot show of first − second: "more" where first outlasts them, or second
 * fails at the shortest, "less" the other way. A quarter of the texts that hold two doublings more
 * than was tried hide half a doubling, which is what claims call alike.
 */
function hiddenBy(
  [first, second]: readonly (readonly Capacity[])[],
  lengths: readonly number[],
): { readonly more: boolean; readonly less: boolean } {
  const limit = lengths[lengths.length - 1];
  const share = (of: readonly Capacity[], at: number) =>
    of.filter(({ tokens }) => tokens === at).length > mostAtAnEnd * of.length;
  return {
    more: share(first, limit) || share(second, 0),
    less: share(second, limit) || share(first, 0),
  };
}

/**
 * A part about a difference of capacities, as far as the lengths tried can show it: what they hide
 * cannot hold, and a difference that may be larger than was seen is not said to be too small.
 */
function withinSight(
  part: Part,
  { more, less }: ReturnType<typeof hiddenBy>,
): { readonly part: Part; readonly missing: readonly string[] } {
  const [low, high] = part.within;
  const isShort = more && Number.isFinite(high);
  // A direction alone, a bound of 0, is no larger for what is not seen.
  const isLong = less && Number.isFinite(low) && low !== 0;
  const { against = "either" } = part;
  const blind = [isShort && low !== 0 ? "below" : "", isLong ? "above" : ""];
  const sides = (["below", "above"] as const).filter((side) =>
    (against === side || against === "either") && !blind.includes(side)
  );
  return {
    part: { ...part, against: sides.length === 2 ? "either" : sides[0] ?? "neither" },
    missing: isShort || isLong
      ? [`lengths that texts neither outlast nor all fail at, for ${part.name}`]
      : [],
  };
}

/** What two samples of fits hold, first − second, as a part of a claim. */
export interface ComparedCapacities {
  readonly part: Part;
  /** What the lengths tried cannot show of it. */
  readonly missing: readonly string[];
  /** Fits that it rests on. */
  readonly used: readonly MeasuredFit[];
}

/**
 * Compares what two samples hold at the lengths that both were tried at; null where these are fewer
 * than two, or of fewer than two texts.
 */
export function compareCapacities(
  [first, second]: readonly (readonly MeasuredFit[])[],
  { claim, named, within, against }: Pick<Part, "within" | "against"> & {
    readonly claim: string;
    /** What is compared, of the fits at those lengths: in words, and as its draws are named. */
    readonly named: (
      sides: readonly (readonly MeasuredFit[])[],
    ) => { readonly name: string; readonly estimate: string };
  },
): ComparedCapacities | null {
  const lengths = commonLengths(first, second);
  const sides = [first, second].map((fits) =>
    fits.filter(({ job }) => lengths.includes(job.tokens))
  );
  const [a, b] = sides.map((fits) => textCapacities(fits, lengths));
  if (lengths.length < 2 || textsOf(a) < 2 || textsOf(b) < 2) return null;
  const { name, estimate } = named(sides);
  const seen = withinSight({
    name: `${name}, ${textsOf(a)} and ${textsOf(b)} texts`,
    within,
    against,
    interval: (level) =>
      capacityDifference(ofBooks(a), ofBooks(b), { claim, estimate, level, lengths }),
    show: (interval) => `capacity ${ratioOf(interval)}`,
  }, hiddenBy([a, b], lengths));
  return { ...seen, used: sides.flat() };
}

/** A difference of log2 capacities as a ratio, with its interval. */
export function ratioOf({ estimate, low, high }: Interval): string {
  return `× ${figure(2 ** estimate)} [${figure(2 ** low)}, ${figure(2 ** high)}]`;
}

/** Capacities in clusters of texts: those of one book are one. */
export function ofBooks(capacities: readonly TextCapacity[]): TextCapacity[][] {
  return byBook(capacities.map((one) => [one.text, one]));
}

/** Doublings of a capacity above the floor; one that is none stands on the floor. */
function position(tokens: number, floor: number): number {
  return tokens === 0 ? 0 : Math.log2(tokens) - floor;
}

/**
 * Lengths tried in both samples of fits, ascending: by two texts of each at least that were tried at
 * all shorter ones of them too. Where one sample has other texts at a length than at those before it,
 * none of its texts says what they hold between: all would seem to outlast the lengths tried.
 */
export function commonLengths(a: readonly MeasuredFit[], b: readonly MeasuredFit[]): number[] {
  const samples = [a, b].map((fits) =>
    triesOf(fits).map((tries) => ({
      text: textName(tries[0].job),
      tried: new Set(tries.map(({ job }) => job.tokens)),
    }))
  );
  const [first, second] = [a, b].map((fits) => new Set(fits.map(({ job }) => job.tokens)));
  const kept: number[] = [];
  for (const tokens of [...first.intersection(second)].sort((x, y) => x - y)) {
    const wanted = [...kept, tokens];
    const isTried = samples.every((sample) =>
      new Set(
        sample.filter(({ tried }) => wanted.every((one) => tried.has(one))).map(({ text }) => text),
      ).size >= 2
    );
    if (isTried) kept.push(tokens);
  }
  return kept;
}
