import { join } from "node:path";
import { type Comparing, measureBlocks } from "./compare_sides.ts";
import { type Calibration, calibrationOf } from "./noise_floor.ts";

/**
 * Measures the noise of a comparison whose two sides are the same code, in twice the blocks of a first
 * look.
 */
export async function calibrate(comparing: Comparing): Promise<Calibration> {
  const { settings } = comparing;
  const blocks = await measureBlocks(comparing, 2 * settings.blocks.first);
  return calibrationOf(blocks, settings.metrics);
}

/** The same tree under another name, whose modules are loaded a second time, as another tree's are. */
export interface Twin extends AsyncDisposable {
  readonly tree: string;
}

/** Makes one; gone with its scope. */
export async function twinOf(tree: string): Promise<Twin> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "onepass-twin-" }));
  const path = join(folder, "tree");
  await Deno.symlink(tree.replace(/[\\/]$/, ""), path, { type: "dir" });
  return { tree: path, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}
