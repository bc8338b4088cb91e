import { format as stdFormat } from "@std/fmt/duration.js";

/** Deno std's duration, whose npm copy ships no types: milliseconds as "4m 10s". */
export const format: (milliseconds: number) => string = (milliseconds) =>
  milliseconds < 1000 ? "0s" : stdFormat(milliseconds, { ignoreZero: true });

const seconds = { s: 1, m: 60, h: 3600 } as const;

/**
 * Seconds of "90", "90s", "30m", "2h" or "1h30m".
 *
 * @throws RangeError where that is no duration
 */
export function secondsOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([smh])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) {
    throw new RangeError(`Cannot read "${text}" as a duration: want 90, 90s, 30m, 2h or 1h30m`);
  }
  return parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * seconds[unit as keyof typeof seconds],
    0,
  );
}
