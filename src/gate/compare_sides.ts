import type { Block, PairedTurns } from "./block.ts";
import type { GateSettings, MetricName } from "./gate_settings.ts";
import { judge, type Judgement } from "./judge.ts";
import { type Calibration, fewestBlocks, floorsOf } from "./noise_floor.ts";
import type { OpenPair, PairOpener } from "./open_pair.ts";
import type { Who } from "./side.ts";

/** How far a comparison is. */
export interface Progress {
  readonly blocks: number;
  /** Before the next look; more may follow. */
  readonly wanted: number;
  readonly most: number;
}

export interface Comparing {
  readonly open: PairOpener;
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
 * A fresh process, in which both sides are opened a few times, see {@linkcode Block}. What there is one
 * of in a process comes from processes of their own.
 */
async function measureBlock(comparing: Comparing, at: number): Promise<Block> {
  const { metrics, openings } = comparing.settings;
  const block: Partial<Record<MetricName, PairedTurns[]>> = {};
  for (const apart of [false, true]) {
    const wanted = metrics.filter((metric) => isOnce(metric) === apart);
    if (wanted.length === 0) continue;
    for (const metric of wanted) block[metric] = [];
    // Nothing is opened that is not measured.
    const settings = { ...comparing.settings, metrics: wanted };
    comparing.signal?.throwIfAborted();
    await using pair = await comparing.open({ settings, apart });
    for (let opening = 0; opening < openings; opening++) {
      comparing.signal?.throwIfAborted();
      const order = orders[(at + opening) % 2];
      await pair.reopen(order);
      for (const metric of wanted) {
        block[metric]!.push(await takeTurns(pair, { ...comparing, order, metric }));
      }
    }
  }
  return block;
}

const orders = [["base", "head"], ["head", "base"]] as const;

/** The first opened goes first in one turn and last in the next: what drifts falls on both alike. */
async function takeTurns(
  open: OpenPair,
  { settings, signal, order, metric }: Comparing & {
    readonly order: readonly Who[];
    readonly metric: MetricName;
  },
): Promise<PairedTurns> {
  const turns = { base: [] as number[][], head: [] as number[][] };
  for (let turn = 0; turn < (isOnce(metric) ? 1 : settings.turns); turn++) {
    signal?.throwIfAborted();
    for (const who of turn % 2 === 0 ? order : order.toReversed()) {
      turns[who].push([...await open.turn(who, metric)]);
    }
  }
  return turns;
}

/** Of a process, there is one. */
function isOnce(metric: MetricName): boolean {
  return metric === "load" || metric === "memory";
}
