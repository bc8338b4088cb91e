import { join } from "node:path";
import { startLineProcess } from "../peers/line_process.ts";
import { FailedRunError } from "./failed_run_error.ts";
import type { MeasureQuestion, MeasureRequest } from "./measure_process.ts";

/** A tree's own program that measures. */
export const measuringProgram = "src/gate/measure_process.ts";

/** A process that is open and answers. */
export interface Measuring extends AsyncDisposable {
  ask(question: MeasureQuestion): Promise<Record<string, unknown>>;
}

/**
 * Starts a tree's measuring program.
 *
 * @throws {FailedRunError} where it dies, now or when it is asked
 */
export async function startMeasuring(
  request: MeasureRequest,
  { tree, what, signal }: {
    readonly tree: string;
    /** Whose run it is, as an error says. */
    readonly what: string;
    readonly signal?: AbortSignal;
  },
): Promise<Measuring> {
  const process = startLineProcess([Deno.execPath()], {
    args: [
      ...permissions,
      ...["--config", join(tree, "deno.json"), join(tree, measuringProgram)],
      JSON.stringify(request),
    ],
    cwd: tree,
    signal,
  });
  const orFailed = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      signal?.throwIfAborted();
      const { message } = error instanceof Error ? error : new Error(String(error));
      throw new FailedRunError(`Cannot go on: the run of ${what} failed, ${message}`);
    }
  };
  const measuring = {
    ask: (question: MeasureQuestion) => orFailed(process.ask(question)),
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
  try {
    await orFailed(process.read());
  } catch (error) {
    await measuring[Symbol.asyncDispose]();
    throw error;
  }
  return measuring;
}

const permissions = [
  ...["run", "--quiet", "--frozen", "--no-prompt", "--allow-read", "--allow-write", "--allow-env"],
  ...["--allow-ffi", "--allow-sys", "--allow-run=git,python3,python"],
];
