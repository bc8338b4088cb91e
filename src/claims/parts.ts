import { type Interval, minimumDetectable } from "../statistics/mod.ts";
import type { Judgement } from "./claim.ts";
import { figure, intervalText } from "./words.ts";

/** One quantity a claim is about, and where the claim says it lies. */
export interface Part {
  readonly name: string;
  /** Open interval; an end may be infinite. */
  readonly within: readonly [number, number];
  /** The estimate with its interval of a level; the same data and stream whatever the level. */
  interval(level: number): Interval;
  /** Shown as this where a number alone says too little. */
  readonly show?: (interval: Interval) => string;
}

export interface PartsContext {
  readonly scope: string;
  readonly reason: string;
  readonly jobs: readonly string[];
}

/**
 * Judges a claim that holds where all its parts do.
 *
 * Reproduced: every part's 95 % interval lies within its range (90 % where the range is finite at
 * both ends: two one-sided tests of 5 %). Contradicted: at least one part lies outside it, at a
 * level shared out among the parts, which is Holm's first step. Inconclusive otherwise.
 */
export function judgeParts(uncached: readonly Part[], context: PartsContext): Judgement {
  const parts = uncached.map(remembering);
  const shown = parts.map((part) => part.interval(0.95));
  const contradictedAt = (significance: number) => liesOutside(parts, significance);
  const verdict = contradictedAt(0.05)
    ? "contradicted"
    : liesInside(parts, shown)
    ? "reproduced"
    : "inconclusive";
  const { scope, reason, jobs } = context;
  const ours = parts.map((part, i) => {
    const text = part.show?.(shown[i]) ?? intervalText(shown[i]);
    return part.name === "" ? text : `${part.name}: ${text}`;
  });
  return {
    verdict,
    ours: ours.join("; "),
    scope,
    reason: `${reason} Reproduced where ${rule(parts)}.${
      verdict === "inconclusive" ? power(parts, shown) : ""
    }`,
    jobs,
    contradictedAt,
  };
}

/** A part whose intervals are taken once a level: most are bootstraps. */
function remembering(part: Part): Part {
  const known = new Map<number, Interval>();
  const interval = (level: number) => {
    const found = known.get(level) ?? part.interval(level);
    known.set(level, found);
    return found;
  };
  return { ...part, interval };
}

/** Whether a part lies outside its range, the level shared out among the parts. */
function liesOutside(parts: readonly Part[], significance: number): boolean {
  return parts.some(({ within, interval }) => {
    const { low, high } = interval(1 - significance / parts.length);
    return high < within[0] || low > within[1];
  });
}

function liesInside(parts: readonly Part[], shown: readonly Interval[]): boolean {
  return parts.every(({ within, interval }, i) => {
    const { low, high } = within.every(Number.isFinite) ? interval(0.9) : shown[i];
    return low > within[0] && high < within[1];
  });
}

function rule(parts: readonly Part[]): string {
  const ranges = [
    ...new Set(parts.map(({ within: [low, high] }) => {
      if (high === Infinity) return `the 95 % interval lies above ${figure(low)}`;
      if (low === -Infinity) return `the 95 % interval lies below ${figure(high)}`;
      return `the 90 % interval lies within ${figure(low)} to ${figure(high)}`;
    })),
  ];
  return ranges.length === 1 ? ranges[0] : ranges.join(" or ");
}

/** What the data could have shown, for a verdict that shows nothing. */
function power(parts: readonly Part[], shown: readonly Interval[]): string {
  const widest = Math.max(...shown.map(minimumDetectable));
  if (!Number.isFinite(widest)) return " Too few texts for an interval.";
  const each = parts.length > 1 ? " in the least certain part" : "";
  return ` With this much data a distance of ${figure(widest)} from the bound would have been ` +
    `found${each} (80 % power).`;
}
