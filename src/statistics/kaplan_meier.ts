/** Something that ended after `time`, or had not ended when it was last seen. */
export interface Observation {
  readonly time: number;
  /** false: right-censored, for example a fit that spent its budget. */
  readonly ended: boolean;
}

/** The curve just after a time at which something ended. */
export interface SurvivalStep {
  readonly time: number;
  readonly atRisk: number;
  readonly ended: number;
  /** Share that goes on beyond `time`. */
  readonly survival: number;
  /** 95 % interval of it: Greenwood's variance on the log(−log) scale. */
  readonly low: number;
  readonly high: number;
}

const z = 1.959963984540054;

/** Kaplan and Meier's survival curve; one step for each time at which something ended. */
export function kaplanMeier(observations: readonly Observation[]): SurvivalStep[] {
  const sorted = observations.toSorted((a, b) => a.time - b.time);
  const curve: SurvivalStep[] = [];
  let survival = 1;
  let variance = 0;
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    const { time } = sorted[from];
    const atRisk = sorted.length - from;
    let ended = 0;
    for (to = from; to < sorted.length && sorted[to].time === time; to++) {
      if (sorted[to].ended) ended++;
    }
    if (ended === 0) continue;
    survival *= 1 - ended / atRisk;
    variance += ended / (atRisk * (atRisk - ended));
    curve.push({ time, atRisk, ended, survival, ...greenwood(survival, variance) });
  }
  return curve;
}

/** First time at which at most half go on; null where more than half were never seen to end. */
export function medianTime(curve: readonly SurvivalStep[]): number | null {
  return curve.find(({ survival }) => survival <= 0.5 + 1e-12)?.time ?? null;
}

/**
 * A restricted mean as a bootstrap takes it, thousands of times: how many ended and how many were
 * censored at each of a few ascending times, in place of the observations.
 */
export function restrictedMeanOfCounts(
  times: readonly number[],
  { ended, censored, limit }: {
    readonly ended: Uint16Array;
    readonly censored: Uint16Array;
    readonly limit: number;
  },
): number {
  let atRisk = 0;
  for (let i = 0; i < times.length; i++) atRisk += ended[i] + censored[i];
  let area = 0;
  let from = 0;
  let survival = 1;
  for (let i = 0; i < times.length && times[i] < limit; i++) {
    if (ended[i] > 0) {
      area += survival * (times[i] - from);
      from = times[i];
      survival *= 1 - ended[i] / atRisk;
    }
    atRisk -= ended[i] + censored[i];
  }
  return area + survival * (limit - from);
}

/** Area under the curve from 0 to `limit`: the mean time, counting no more than `limit` of each. */
export function restrictedMeanTime(curve: readonly SurvivalStep[], limit: number): number {
  let area = 0;
  let from = 0;
  let survival = 1;
  for (const step of curve) {
    if (step.time >= limit) break;
    area += survival * (step.time - from);
    ({ time: from, survival } = step);
  }
  return area + survival * (limit - from);
}

function greenwood(survival: number, variance: number): { low: number; high: number } {
  if (survival === 0) return { low: 0, high: 0 };
  const log = Math.log(survival);
  const spread = z * Math.sqrt(variance) / Math.abs(log);
  return { low: survival ** Math.exp(spread), high: survival ** Math.exp(-spread) };
}
