import { type Interval, minimumDetectable } from "../statistics/mod.ts";
import type { Judgement } from "./claim.ts";
import { figure, intervalText } from "./words.ts";

/** One quantity a claim is about, and where the claim says it lies. */
export interface Part {
  readonly name: string;
  /** Open interval; an end may be infinite. */
  readonly within: readonly [number, number];
  /**
   * On which side of its range it speaks against the claim; by default on either. "neither": the
   * claim needs it where it is to hold, and does not fall by it.
   */
  readonly against?: "either" | "below" | "above" | "neither";
  /** The estimate with its interval of a level; the same data and stream whatever the level. */
  interval(level: number): Interval;
  /** Shown as this where a number alone says too little. */
  readonly show?: (interval: Interval) => string;
}

export interface PartsContext {
  readonly scope: string;
  readonly reason: string;
  readonly jobs: readonly string[];
  /** Parts of the claim that there is no evidence of: without them it can fail, and not hold. */
  readonly missing?: readonly string[];
  /** Other readings of the claim, each judged by itself and shown: no part of the verdict. */
  readonly beside?: readonly Part[];
}

/**
 * Judges a claim that holds where all its parts do.
 *
 * It holds: every part's 95 % interval lies within its range (90 % where the range is finite at
 * both ends: two one-sided tests of 5 %), and none is missing. It fails: at least one part lies
 * outside, at a level shared out among the parts, which is Holm's first step. Inconclusive
 * otherwise.
 */
export function judgeParts(uncached: readonly Part[], context: PartsContext): Judgement {
  const parts = uncached.map(remembering);
  const { scope, reason, jobs, missing = [] } = context;
  const beside = (context.beside ?? []).map(remembering);
  const shown = parts.map((part) => part.interval(0.95));
  const failsAt = (significance: number) => liesOutside(parts, significance);
  const inside = liesInside(parts, shown);
  const reading = failsAt(0.05)
    ? "fails"
    : inside && missing.length === 0
    ? "holds"
    : "inconclusive";
  return {
    reading,
    ours: [
      ...parts.map((part, i) => shownAs(part, shown[i])),
      ...beside.map((part) => `${shownAs(part, part.interval(0.95))}, not judged`),
    ].join("; "),
    scope,
    reason: `${reason} Holds where ${rule(parts)}.${alone(beside)}${
      missing.length > 0 ? ` Missing: ${missing.join("; ")}.` : ""
    }${reading === "inconclusive" && !inside ? power(parts, shown) : ""}`,
    jobs,
    failsAt,
  };
}

function shownAs(part: Part, interval: Interval): string {
  const text = part.show?.(interval) ?? intervalText(interval);
  return part.name === "" ? text : `${part.name}: ${text}`;
}

/** What other readings would have come to. */
function alone(beside: readonly Part[]): string {
  return beside.map((part) => {
    const { reading } = judgeParts([part], { scope: "", reason: "", jobs: [] });
    return ` By ${part.name} alone it ${reading === "inconclusive" ? "stays open" : reading}.`;
  }).join("");
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

/** Whether a part lies outside its range, the level shared out among those that can. */
function liesOutside(parts: readonly Part[], significance: number): boolean {
  const able = parts.filter(({ against }) => against !== "neither");
  return able.some(({ within, against = "either", interval }) => {
    const { low, high } = interval(1 - significance / able.length);
    return (high < within[0] && against !== "above") || (low > within[1] && against !== "below");
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

/** What the data could have shown, for a reading that shows nothing. */
function power(parts: readonly Part[], shown: readonly Interval[]): string {
  const widest = Math.max(...shown.map(minimumDetectable));
  if (!Number.isFinite(widest)) return " Too few texts for an interval.";
  const each = parts.length > 1 ? " in the least certain part" : "";
  return ` With this much data a distance of ${figure(widest)} from the bound would have been ` +
    `found${each} (80 % power).`;
}
