import { join } from "node:path";
import type { GateSettings } from "./gate_settings.ts";
import { measuringProgram, startMeasuring } from "./start_measuring.ts";
import type { ModelFiles } from "../models/mod.ts";

export type Who = "base" | "head";

/** Code that can be measured. */
export interface Side {
  readonly name: Who;
  /** The project's folder there, with a slash at its end. */
  readonly tree: string;
  /** What it computes, not looked at yet. */
  correctness(settings: GateSettings): Promise<unknown>;
}

/** What a side is opened with. */
export interface TreeOptions {
  readonly tree: string;
  /** The same files for both sides. */
  readonly model: ModelFiles;
  readonly signal?: AbortSignal;
}

/**
 * The code of a tree, whose correctness is read by that tree's own program.
 *
 * @throws RangeError where the tree has none
 */
export async function openTree(
  name: Who,
  { tree, model, signal }: TreeOptions,
): Promise<Side> {
  if (!await Deno.stat(join(tree, measuringProgram)).then(({ isFile }) => isFile, () => false)) {
    throw new RangeError(
      `Cannot measure ${name}: ${tree} has no ${measuringProgram}, it is older than the gate`,
    );
  }
  return {
    name,
    tree: join(tree, "/"),
    async correctness(settings) {
      const request = { settings, model, trees: {} };
      await using process = await startMeasuring(request, { tree, what: name, signal });
      return (await process.ask({ correctness: true })).correctness;
    },
  };
}
