import { floats, int64, type Program } from "../runtime/mod.ts";

export interface InformationOptions {
  /** Compiled {@link teacherForcedGraph} for one text of N tokens. */
  readonly program: Program;
  /** What stands before the first token, so that it is predicted too. */
  readonly startId: number;
}

/**
 * H_LM of a text, in nats: −Σ log P(t_i | start, t_<i) over its N tokens.
 *
 * The paper leaves open whether t1 counts and after what; here it counts, after `startId`.
 */
export async function informationNats(
  ids: readonly number[],
  { program, startId }: InformationOptions,
): Promise<number> {
  const shape = [1, ids.length];
  const { loss } = await program.run({
    ids: int64([startId, ...ids.slice(0, -1)], shape),
    targets: int64(ids, shape),
  });
  return floats(loss).reduce((sum, nats) => sum + nats, 0);
}
