import type { Block } from "./block.ts";
import type { GateSettings, MetricName } from "./gate_settings.ts";
import { judge, type Judgement } from "./judge.ts";
import { type Calibration, fewestBlocks, floorsOf } from "./noise_floor.ts";
import type { Side } from "./side.ts";

/** How far a comparison is. */
export interface Progress {
  readonly blocks: number;
  /** Before the next look; more may follow. */
  readonly wanted: number;
  readonly most: number;
}

export interface Comparing {
  readonly base: Side;
  readonly head: Side;
  readonly settings: GateSettings;
  readonly signal?: AbortSignal;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Measures blocks until every metric is decided, one has regressed, or the bounds are reached.
 *
 *     first blocks ─► look ─► undecided? more blocks ─► look ─► … ─► at most so many, or out of time
 */
export async function compareSides(
  comparing: Comparing,
  calibration: Calibration,
): Promise<readonly Block[]> {
  const { settings, now } = comparing;
  const { blocks: { first, more, most }, budgetSeconds } = settings;
  const floors = floorsOf(calibration, first);
  const blocks: Block[] = [];
  const begun = now();
  const late = () => now() - begun > 1000 * budgetSeconds;
  for (let wanted = first;; wanted = Math.min(most, wanted + more)) {
    while (blocks.length < wanted && !(late() && blocks.length >= fewestBlocks)) {
      blocks.push(await measureBlock(comparing, blocks.length));
      comparing.onProgress?.({ blocks: blocks.length, wanted, most });
    }
    if (
      wanted >= most || late() || isDecided(judge(blocks, { metrics: settings.metrics, floors }))
    ) return blocks;
  }
}

function isDecided(judgements: readonly Judgement[]): boolean {
  return judgements.some(({ verdict }) => verdict === "regression") ||
    judgements.every(({ verdict }) => verdict === "pass");
}

/** So many blocks, whatever they say. */
export async function measureBlocks(comparing: Comparing, count: number): Promise<Block[]> {
  const blocks: Block[] = [];
  while (blocks.length < count) {
    blocks.push(await measureBlock(comparing, blocks.length));
    comparing.onProgress?.({ blocks: blocks.length, wanted: count, most: count });
  }
  return blocks;
}

/**
 * A fresh process of each side, in turns: base first in one turn and last in the next, so that what
 * drifts falls on both alike. Who is opened first changes from block to block.
 */
async function measureBlock(
  { base, head, settings, signal }: Comparing,
  at: number,
): Promise<Block> {
  signal?.throwIfAborted();
  await using opened = new AsyncDisposableStack();
  const sides = at % 2 === 0 ? [base, head] : [head, base];
  const [first, second] = [
    opened.use(await sides[0].open(settings)),
    opened.use(await sides[1].open(settings)),
  ];
  const open = at % 2 === 0 ? { base: first, head: second } : { base: second, head: first };
  const block: Partial<Record<MetricName, { base: number[][]; head: number[][] }>> = {};
  for (const metric of settings.metrics) {
    const turns = { base: [] as number[][], head: [] as number[][] };
    for (let turn = 0; turn < (isOnce(metric) ? 1 : settings.turns); turn++) {
      signal?.throwIfAborted();
      const order = (at + turn) % 2 === 0 ? ["base", "head"] as const : ["head", "base"] as const;
      for (const who of order) turns[who].push([...await open[who].turn(metric)]);
    }
    block[metric] = turns;
  }
  return block;
}

/** Of a process, there is one. */
function isOnce(metric: MetricName): boolean {
  return metric === "load" || metric === "memory";
}
