import { fileURLToPath } from "node:url";
import type { Contestant, StepRun, StepWork } from "./contestant.ts";
import type { DecodingContestant } from "../peers/decoding_contestant.ts";
import { startDecodingPeer } from "../peers/decoding_peer.ts";
import {
  type LineProcess,
  type LineProcessOptions,
  startLineProcess,
} from "../peers/line_process.ts";
import { MissingPeerError } from "../peers/missing_peer_error.ts";

export interface PyTorchOptions {
  /** Commands tried for Python, in order. */
  readonly pythons: readonly string[];
  /** The published weights: a .gguf file, or a folder with config.json and model.safetensors. */
  readonly weights: string;
  readonly threads: number;
  /** Default: cpu. */
  readonly device?: "cpu" | "cuda";
  /** torch.compile the forward pass instead of running it eagerly. */
  readonly compiled?: boolean;
}

const script = fileURLToPath(new URL("../../bench/peers/pytorch.py", import.meta.url));

/** Gets a Python with the packages of the peers written in it. */
export const pythonCure = "run: python3 -m venv .venv && . .venv/bin/activate && " +
  "pip install -r bench/peers/requirements.txt";

/**
 * PyTorch's fit step on the same weights, in a process of its own (`bench/peers/pytorch.py`).
 *
 * @throws {MissingPeerError} where Python, torch or transformers is missing
 */
export async function startPyTorch(options: PyTorchOptions): Promise<Contestant> {
  const { compiled = false } = options;
  const process = startPython(options.pythons, processOf(options));
  const failed = async (error: unknown) => {
    await process[Symbol.asyncDispose]();
    const missing = (error as Error).message.match(/No module named '?([\w.]+)/)?.[1];
    if (missing === undefined) return error;
    return new MissingPeerError(
      `Cannot run PyTorch: Python has no package ${missing}; ${pythonCure}`,
    );
  };
  let about: Record<string, unknown>;
  try {
    const { ready: _, ...rest } = await process.read();
    about = rest;
  } catch (error) {
    throw await failed(error);
  }
  return {
    name: `pytorch ${compiled ? "compile" : "eager"}`,
    about,
    prepare: () => Promise.resolve(),
    run: async (work) => runOf(await process.ask(requestOf(work))),
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}

/**
 * transformers' `generate()` with its KV cache on PyTorch, in a process of its own.
 *
 * @throws {MissingPeerError} where Python, torch or transformers is missing
 */
export function startTransformers(options: PyTorchOptions): Promise<DecodingContestant> {
  const { pythons: commands } = options;
  return startDecodingPeer({
    name: "transformers",
    commands,
    cure: pythonCure,
    ...processOf(options),
  });
}

function processOf(
  { weights, threads, device = "cpu", compiled = false }: PyTorchOptions,
): LineProcessOptions {
  const source = weights.endsWith(".gguf") ? "--gguf" : "--checkpoint";
  return {
    args: [
      script,
      "--interactive",
      ...[source, weights],
      ...["--threads", String(threads)],
      ...["--device", device],
      ...(compiled ? ["--compile"] : []),
    ],
    // The weights are on this machine; a hub that does not answer would cost minutes.
    env: { HF_HUB_OFFLINE: "1", PYTHONUNBUFFERED: "1" },
  };
}

function startPython(pythons: readonly string[], options: LineProcessOptions): LineProcess {
  try {
    return startLineProcess(pythons, options);
  } catch (error) {
    throw new MissingPeerError(`Cannot run PyTorch: ${(error as Error).message}; ${pythonCure}`);
  }
}

function requestOf({ batch, tokens, steps, warmUpSteps, starts, targets }: StepWork) {
  // JSON's numbers are the float32 values exactly: every one is a float64 too.
  const proto = starts.map((start) => Array.from(start));
  return { mode: "fit", B: batch, N: tokens, steps, warmup: warmUpSteps, proto, targets };
}

function runOf(answer: Record<string, unknown>): StepRun {
  if (typeof answer.error === "string") throw new Error(answer.error);
  const { samples } = answer.stepMilliseconds as { samples: number[] };
  return {
    samplesMilliseconds: samples,
    firstLossNats: answer.firstLoss as number,
    lastLossNats: answer.lastLoss as number,
  };
}
