/** From and to, both above 0. */
export type LogDomain = readonly [number, number];

/** What values span, with room of a factor on either side. */
export function logDomain(values: readonly number[], room: number): LogDomain {
  return [Math.min(...values) / room, Math.max(...values) * room];
}

/** A logarithmic channel without its field; its lines at round numbers, few where it is long. */
export function logAxis(title: string, domain: LogDomain): Record<string, unknown> {
  return {
    type: "quantitative",
    scale: { type: "log", domain, nice: false },
    axis: { title, format: ",~f", values: logTicks(domain), labelOverlap: true },
  };
}

function logTicks([from, to]: LogDomain): number[] {
  const steps = to / from > 200 ? [1] : to / from > 4 ? [1, 2, 5] : [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const first = Math.floor(Math.log10(from));
  const powers = Array.from(
    { length: Math.ceil(Math.log10(to)) - first + 1 },
    (_, i) => 10 ** (first + i),
  );
  return powers.flatMap((power) => steps.map((step) => step * power))
    .filter((tick) => tick >= from && tick <= to);
}
