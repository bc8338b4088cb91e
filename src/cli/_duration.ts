const narrow = new Intl.DurationFormat("en", { style: "narrow" });

/** Seconds as "4m 10s", "?" where nobody knows how many. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  const whole = Math.max(0, Math.round(seconds));
  if (whole === 0) return "0s";
  return narrow.format({
    days: Math.floor(whole / 86_400),
    hours: Math.floor(whole / 3600) % 24,
    minutes: Math.floor(whole / 60) % 60,
    seconds: whole % 60,
  });
}

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
