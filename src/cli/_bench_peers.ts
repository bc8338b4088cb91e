import { dirname, join } from "node:path";
import { fixtureSettings } from "../fixtures/mod.ts";
import { type DecodingContestant, MissingPeerError, startLlamaCpp } from "../peers/mod.ts";
import {
  type Contestant,
  requantized,
  startPyTorch,
  startTransformers,
  startTransformersJs,
} from "../bench/mod.ts";
import type { ReadyModel } from "../models/load.ts";
import type { Talk } from "./_talk.ts";

/** What a peer is started with. */
export interface PeerStart {
  readonly ready: ReadyModel;
  readonly threads: number;
  readonly device: "cpu" | "cuda";
  /** Prompt and decoded tokens at most. */
  readonly positions: number;
  /** The Python that was asked for. */
  readonly python?: string;
}

/** Peers of the fit step. */
export const stepPeers: Readonly<Record<string, (start: PeerStart) => Promise<Contestant>>> = {
  pytorch: (start) => startPyTorch(pythonOptions(start)),
  "pytorch-compile": (start) => startPyTorch({ ...pythonOptions(start), compiled: true }),
};

/** Peers of autoregressive decoding. */
export const decodingPeers: Readonly<
  Record<string, (start: PeerStart) => Promise<DecodingContestant>>
> = {
  "llama.cpp": ({ ready, ...options }) => startLlamaCpp(publishedWeights(ready), options),
  "llama.cpp-q8_0": async ({ ready, python, ...options }) => {
    const { cacheFolder, pythons } = fixtureSettings();
    const path = join(cacheFolder, "converted", `${ready.weightsSha256}-q8_0.gguf`);
    const to = { path, pythons: python === undefined ? pythons : [python] };
    const gguf = await requantized(publishedWeights(ready), to);
    return await startLlamaCpp(gguf, { ...options, name: "llama.cpp-q8_0" });
  },
  "transformers.js": ({ ready, ...options }) =>
    startTransformersJs(ready, {
      ...options,
      parent: join(fixtureSettings().cacheFolder, "bench"),
    }),
  transformers: (start) => startTransformers(pythonOptions(start)),
};

/** Without a wish these take part where they are installed. */
const usual = ["pytorch", "llama.cpp", "transformers.js"];

/**
 * Starts those of `known` that were asked for, or the usual ones that are there: who is missing is
 * then told and done without.
 *
 * @throws {MissingPeerError} where one that was asked for is missing
 */
export async function startPeers<P extends AsyncDisposable>(
  known: Readonly<Record<string, (start: PeerStart) => Promise<P>>>,
  { names, start, talk }: {
    readonly names: readonly string[] | undefined;
    readonly start: PeerStart;
    readonly talk: Talk;
  },
): Promise<P[]> {
  await using starting = new AsyncDisposableStack();
  const started: P[] = [];
  for (const name of (names ?? usual).filter((name) => name in known)) {
    talk.line(`Starting ${name}`);
    try {
      started.push(starting.use(await known[name](start)));
    } catch (error) {
      if (names !== undefined || !(error instanceof MissingPeerError)) throw error;
      talk.line(`${error.message}. Going on without it.`);
    }
  }
  starting.move();
  return started;
}

/** The weights as published: a .gguf file, or one of the files in the checkpoint's folder. */
function publishedWeights({ files }: ReadyModel): string {
  return Object.entries(files).find(([role]) => role.startsWith("weights"))![1];
}

function pythonOptions({ ready, threads, device, python }: PeerStart) {
  const weights = publishedWeights(ready);
  return {
    pythons: python === undefined ? fixtureSettings().pythons : [python],
    weights: weights.endsWith(".gguf") ? weights : dirname(weights),
    threads,
    device,
  };
}
