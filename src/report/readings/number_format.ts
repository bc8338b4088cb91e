import type { Bounded } from "./open_medians.ts";

const grouped = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** A whole number with its thousands apart: 1,171. */
export function count(value: number): string {
  return grouped.format(value);
}

/** So many of something: "1 pair", "1,171 pairs". */
export function counted(value: number, noun: string): string {
  if (value === 1) return `${count(value)} ${noun}`;
  // "pair of solutions": what is counted comes before the "of", or the "between".
  const [, counted, rest] = /^(.*?)( (?:of|between) .*)?$/.exec(noun)!;
  return `${count(value)} ${counted}${counted.endsWith("s") ? "es" : "s"}${rest ?? ""}`;
}

/** A number to three significant digits, whole from 100 on: 0.0312, 21.9, 1,171. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 100) return grouped.format(value);
  return String(Number(value.toPrecision(3)));
}

/** An accuracy or share in 0…1. Only exactly 1 prints as 1.000: no rounding may claim it. */
export function share(value: number): string {
  return (value < 1 ? Math.min(value, 0.9994) : value).toFixed(3);
}

/** Seconds for reading: 4.2 s, 3 min 20 s, 2 h 05 min. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${figure(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** Bytes in binary units: 24 GiB. */
export function bytes(value: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(value, 1)) / 10));
  return `${figure(value / 1024 ** power)} ${units[power]}`;
}

/**
 * A value or what it is beyond, which is rounded to where it still holds: 153.8 at least is more
 * than 153, not 154.
 */
export function bounded(
  { value, bound }: Bounded,
  shown: (value: number) => string = figure,
): string {
  const digit = Math.min(1, 10 ** (Math.floor(Math.log10(value)) - 2));
  // 2.3 is 230 hundredths, of which the division makes a little less.
  const digits = Number((value / digit).toPrecision(12));
  switch (bound) {
    case "exactly":
      return shown(value);
    case "more than":
      return `> ${shown(Math.floor(digits) * digit)}`;
    case "less than":
      return `< ${shown(Math.ceil(digits) * digit)}`;
  }
}
