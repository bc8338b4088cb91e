/** One number of a run, and which numbers of other runs it may be put beside. */
export interface Metric {
  /** Equal in two runs where they measured the same thing by the same settings. */
  readonly id: string;
  readonly group: MetricGroup;
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** 95 % interval, where there is one. */
  readonly low?: number;
  readonly high?: number;
  /** From how many texts or samples. */
  readonly of: string;
  /** Which way is good. */
  readonly better: "higher" | "lower";
  /** The machine it was measured on. */
  readonly environment: string;
  /** Whether the run itself called it noisy. */
  readonly noisy: boolean;
}

/** In the order in which a page shows them. */
export const metricGroups = [
  "Texts that came out exact",
  "Steps to an exact text",
  "Time of a step",
  "Reading back",
] as const;

export type MetricGroup = typeof metricGroups[number];
