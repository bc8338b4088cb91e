import { pinnedStream } from "../../random/mod.ts";
import type { ModelSession } from "../model_session.ts";
import { ratioInterval } from "../statistics/ratio_interval.ts";
import { type BenchRow, benchRow, type RowFacts } from "./bench_row.ts";

/** What one pass decoded where it should not have. */
export class WrongTokensError extends Error {}

/**
 * Times one-pass reconstruction and greedy decoding of as many tokens, in turns, every answer
 * checked. `proto` [K, D] need not be a solution: a pass takes as long whatever it says.
 *
 * @throws {WrongTokensError} where a repetition says something else than the first
 */
export async function decodingRows(
  session: ModelSession,
  { proto, repetitions, facts }: {
    readonly proto: Float32Array;
    readonly repetitions: number;
    readonly facts: RowFacts;
  },
): Promise<BenchRow[]> {
  const tokens = facts.N;
  const arrangement = "[e][m]×(N−1)";
  const expected = await session.reconstruct({ arrangement, tokens, proto });
  const { onePassMilliseconds, autoregressiveMilliseconds, wrong } = await session.throughput({
    arrangement,
    tokens,
    proto,
    expected,
    promptId: session.bosId ?? 0,
    repetitions,
  });
  if (wrong !== null) {
    throw new WrongTokensError(
      `Cannot time decoding of ${tokens} tokens: want ${wrong.want}, got ${wrong.got}`,
    );
  }
  const onePass = benchRow({ what: "one pass", who: "onepass", ...facts }, onePassMilliseconds);
  return [
    {
      ...onePass,
      speedupOverAutoregressive: ratioInterval(autoregressiveMilliseconds, onePassMilliseconds, {
        stream: pinnedStream("bootstrap", tokens),
      }),
    },
    benchRow({ what: "autoregressive", who: "onepass", ...facts }, autoregressiveMilliseconds),
  ];
}
