/**
 * What is measured of speed, each smaller where better: processor time, all threads, of a fit step, of
 * N tokens in one pass and one by one, and from a process's first statement to its first step; elapsed
 * time of a step; and memory in RAM once it is warm.
 */
export const metricNames = [
  "step",
  "step elapsed",
  "one pass",
  "autoregressive",
  "load",
  "memory",
] as const;
export type MetricName = typeof metricNames[number];

/** Everything that decides what a gate measures. Another setting, another baseline. */
export interface GateSettings {
  readonly profile: "quick" | "full";
  readonly model: string;
  /** B and N of the timed step; one pass and decoding take N tokens of one text. */
  readonly batch: number;
  readonly tokens: number;
  readonly threads: number;
  readonly metrics: readonly MetricName[];
  /** How often a block opens both sides anew: an even number. */
  readonly openings: number;
  /** Turns of each side in an opening. */
  readonly turns: number;
  /** Timed steps a turn. */
  readonly stepsATurn: number;
  /** Blocks before the first look, added before another look, and at most. */
  readonly blocks: { readonly first: number; readonly more: number; readonly most: number };
  /** After so long no further block is begun, seconds. */
  readonly budgetSeconds: number;
}

const quick: GateSettings = {
  profile: "quick",
  model: "tiny-llama",
  batch: 1,
  tokens: 8,
  threads: 1,
  metrics: ["step"],
  openings: 6,
  turns: 6,
  stepsATurn: 4,
  blocks: { first: 8, more: 12, most: 20 },
  budgetSeconds: 110,
};

/** The settings of `--quick`, or of the whole gate on a model. */
export function gateSettings(
  profile: GateSettings["profile"],
  { model, threads }: { readonly model: string; readonly threads: number },
): GateSettings {
  if (profile === "quick") return quick;
  return {
    profile,
    model,
    batch: 1,
    tokens: 32,
    threads,
    metrics: metricNames,
    openings: 2,
    turns: 12,
    stepsATurn: 5,
    blocks: { first: 8, more: 12, most: 20 },
    budgetSeconds: 1800,
  };
}

/**
 * A slow-down that a pass has to rule out, as a share. What is coarser by nature has more: elapsed time has
 * all that the machine does besides, a process loads once, memory goes by pages and collections.
 */
export const mustSee: Readonly<Record<MetricName, number>> = {
  step: 0.03,
  "step elapsed": 0.1,
  "one pass": 0.05,
  autoregressive: 0.05,
  load: 0.1,
  memory: 0.05,
};
