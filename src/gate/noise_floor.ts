import { quantile } from "simple-statistics";
import { pinnedStream } from "../random/mod.ts";
import { hodgesLehmann } from "../statistics/signed_rank.ts";
import { type Block, blockEffect } from "./block.ts";
import type { MetricName } from "./gate_settings.ts";

/** Effects of blocks whose two sides were the same code: all of it is noise. */
export type Calibration = Readonly<Partial<Record<MetricName, readonly number[]>>>;

/** What no machine is trusted below, as a share. */
const leastFloor = 0.005;
const resamples = 2000;
/** Share of A/A comparisons that may lie beyond the floor. */
const beyond = 0.01;

/** Block effects of an A/A run by metric. */
export function calibrationOf(
  blocks: readonly Block[],
  metrics: readonly MetricName[],
): Calibration {
  return Object.fromEntries(
    metrics.map((metric) => [metric, blocks.map((block) => blockEffect(block, metric))]),
  );
}

/**
 * The effect, as a share, that comparisons of the same code exceed once in a hundred: comparisons of
 * `blocks` blocks are drawn from an A/A run's, each with either sign, since which side was which is
 * chance there.
 *
 * @throws {RangeError} where there are fewer than six A/A blocks
 */
export function noiseFloor(effects: readonly number[], blocks: number): number {
  if (effects.length < fewestBlocks) {
    throw new RangeError(
      `Cannot calibrate the noise floor: got ${effects.length} A/A blocks, want at least ` +
        `${fewestBlocks}`,
    );
  }
  const draw = pinnedStream("bootstrap", effects.length);
  const sizes = Array.from({ length: resamples }, () => {
    const drawn = Array.from({ length: blocks }, () => {
      const effect = effects[draw.integer(effects.length)];
      return draw.uniform() < 0.5 ? effect : -effect;
    });
    return Math.abs(hodgesLehmann(drawn));
  });
  return Math.max(leastFloor, Math.expm1(quantile(sizes, 1 - beyond)));
}

/** Below it no comparison is significant. */
export const fewestBlocks = 6;

/** The floor of each metric for comparisons of so many blocks. */
export function floorsOf(
  calibration: Calibration,
  blocks: number,
): Readonly<Partial<Record<MetricName, number>>> {
  return Object.fromEntries(
    Object.entries(calibration).map(([metric, effects]) => [metric, noiseFloor(effects, blocks)]),
  );
}
