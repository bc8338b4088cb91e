import type { PublishedTable } from "../published.ts";
import { valueAt } from "../values_at.ts";

/** Texts behind each cell of Table 1. */
const texts = 50;

export interface PerfectShare {
  /** Printed mean and deviation of [e]×N's accuracy. */
  readonly mean: number;
  readonly deviation: number;
  /** Share of perfect texts that they imply, and its bounds within their rounding. */
  readonly share: number;
  readonly least: number;
  readonly most: number;
  readonly texts: number;
}

/**
 * At N = 2 an accuracy is 0, ½ or 1, so mean and deviation fix the shares of the three. With q the
 * mean of squares: ½a + b = mean and ¼a + b = q, hence b = 2q − mean are perfect.
 */
export function perfectShareAtTwo(table1: PublishedTable): PerfectShare {
  const { value: mean, deviation } = valueAt(table1, "accuracy", {
    arrangement: "[e]×N",
    tokens: 2,
  });
  const half = 0.005;
  const perfect = (m: number, s: number) => 2 * (m ** 2 + s ** 2) - m;
  const corners = [-half, half].flatMap((dm) =>
    [-half, half].map((ds) => perfect(mean + dm, deviation! + ds))
  );
  return {
    mean,
    deviation: deviation!,
    share: perfect(mean, deviation!),
    least: Math.min(...corners),
    most: Math.max(...corners),
    texts,
  };
}
