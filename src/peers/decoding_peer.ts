import type { DecodingContestant, DecodingRun, DecodingWork } from "./decoding_contestant.ts";
import { type LineProcessOptions, startLineProcess } from "./line_process.ts";
import { MissingPeerError } from "./missing_peer_error.ts";

export interface DecodingPeerStart extends LineProcessOptions {
  readonly name: string;
  /** Programs tried, in order. */
  readonly commands: readonly string[];
  /** What gets a missing peer, in words: "run: …". */
  readonly cure: string;
  /** Laid beside the peer's answers in `about`. */
  readonly about?: Readonly<Record<string, unknown>>;
}

/**
 * A library that decodes, in a process of its own that answers lines: `{"N", "prompt", "warmup",
 * "steps"}` with `{"samples", "tokens"}`.
 *
 * @throws {MissingPeerError} where the program or one of its packages is missing
 */
export async function startDecodingPeer(
  { name, commands, cure, about: more, ...options }: DecodingPeerStart,
): Promise<DecodingContestant> {
  const missing = (why: string) => new MissingPeerError(`Cannot run ${name}: ${why}; ${cure}`);
  const start = () => {
    try {
      return startLineProcess(commands, options);
    } catch (error) {
      throw missing((error as Error).message);
    }
  };
  await using opening = new AsyncDisposableStack();
  const process = opening.use(start());
  const { ready: _, ...about } = await process.read().catch((error: Error) => {
    const absent = error.message.match(/No module named '?([@\w./-]+)/)?.[1];
    throw absent === undefined
      ? new Error(`Cannot run ${name}: ${error.message}`)
      : missing(`there is no package ${absent}`);
  });
  const kept = opening.move();
  return {
    name,
    way: "autoregressive",
    about: { ...about, ...more },
    prepare: () => Promise.resolve(),
    run: async (work) => runOf(await process.ask(requestOf(work)), name),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function requestOf({ tokens, promptId, warmUps, repetitions }: DecodingWork) {
  return {
    mode: "generate",
    B: 1,
    N: tokens,
    prompt: promptId,
    warmup: warmUps,
    steps: repetitions,
  };
}

function runOf(answer: Record<string, unknown>, name: string): DecodingRun {
  if (typeof answer.error === "string") throw new Error(`${name}: ${answer.error}`);
  // Python's peer sums its samples up.
  const { samples = (answer.milliseconds as { samples: number[] }).samples } = answer;
  return { samplesMilliseconds: samples as number[], ids: answer.tokens as number[] };
}
