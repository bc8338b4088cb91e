import { join } from "node:path";
import { startLineProcess } from "../bench/line_process.ts";
import type { ModelFiles } from "../models/mod.ts";
import { listOf, number } from "../records/data_shape.ts";
import { FailedRunError } from "./failed_run_error.ts";
import type { GateSettings, MetricName } from "./gate_settings.ts";
import type { MeasureRequest } from "./measure_process.ts";

/** A process that is open, warm, and takes turns. */
export interface OpenSide extends AsyncDisposable {
  /** Milliseconds, or bytes of memory. */
  turn(metric: MetricName): Promise<readonly number[]>;
}

/** Code that can be measured. */
export interface Side {
  readonly name: "base" | "head";
  /** Opens a fresh process and warms it up. */
  open(settings: GateSettings): Promise<OpenSide>;
  /** What it computes, not looked at yet. */
  correctness(settings: GateSettings): Promise<unknown>;
}

const program = "src/gate/measure_process.ts";

/**
 * The code of a tree, run by that tree's own measuring program.
 *
 * @throws RangeError where the tree has none
 */
export async function openTree(
  name: Side["name"],
  { tree, model, signal }: {
    /** The project's folder there. */
    readonly tree: string;
    /** The same files for both sides. */
    readonly model: ModelFiles;
    readonly signal?: AbortSignal;
  },
): Promise<Side> {
  if (!await Deno.stat(join(tree, program)).then(({ isFile }) => isFile, () => false)) {
    throw new RangeError(
      `Cannot measure ${name}: ${tree} has no ${program}, it is older than the gate`,
    );
  }
  const start = async (request: MeasureRequest) => {
    const failed = (error: unknown) => {
      signal?.throwIfAborted();
      return new FailedRunError(`Cannot go on: the run of ${name} failed, ${messageOf(error)}`);
    };
    const process = startLineProcess([Deno.execPath()], {
      args: [...permissions, "--config", join(tree, "deno.json"), join(tree, program)]
        .concat(JSON.stringify(request)),
      cwd: tree,
      signal,
    });
    const ask = async (line: unknown) => {
      try {
        return await process.ask(line);
      } catch (error) {
        throw failed(error);
      }
    };
    try {
      await process.read();
    } catch (error) {
      await process[Symbol.asyncDispose]();
      throw failed(error);
    }
    return { ask, [Symbol.asyncDispose]: () => process[Symbol.asyncDispose]() };
  };
  return {
    name,
    async open(settings) {
      const process = await start({ settings, model });
      return {
        async turn(metric) {
          const { samples } = await process.ask({ metric });
          const fault = listOf(number)(samples, "samples");
          if (fault === null) return samples as readonly number[];
          throw new FailedRunError(`Cannot judge ${metric}: of ${name}, ${fault}`);
        },
        [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
      };
    },
    async correctness(settings) {
      await using process = await start({ settings, model: null });
      return (await process.ask({ correctness: true })).correctness;
    },
  };
}

const permissions = [
  ...["run", "--quiet", "--frozen", "--no-prompt", "--allow-read", "--allow-write", "--allow-env"],
  ...["--allow-ffi", "--allow-sys", "--allow-run=git,python3,python"],
];

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
