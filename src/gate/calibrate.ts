import { type Comparing, measureBlocks } from "./compare_sides.ts";
import { type Calibration, calibrationOf } from "./noise_floor.ts";

/** Measures a side against itself, in twice the blocks of a first look: what is left is noise. */
export async function calibrate(
  { base, ...comparing }: Omit<Comparing, "head">,
): Promise<Calibration> {
  const { settings } = comparing;
  const blocks = await measureBlocks({ ...comparing, base, head: base }, 2 * settings.blocks.first);
  return calibrationOf(blocks, settings.metrics);
}
