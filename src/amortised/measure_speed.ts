import { median } from "simple-statistics";
import type { LanguageModel } from "../models/mod.ts";
import {
  type Arrangement,
  decode,
  decodeGraph,
  reconstruct,
  reconstructGraph,
} from "../proto/mod.ts";
import { pinnedStream } from "../random/mod.ts";
import { timed, warmUp } from "../records/stopwatch.ts";
import type { Engine } from "../runtime/mod.ts";
import { ratioInterval } from "../statistics/mod.ts";
import type { SpeedMeasurement } from "./measurement.ts";
import type { OpenEncoder } from "./open_encoder.ts";

/**
 * One text at a time: its encoding and one pass, against greedy decoding of as many tokens by the same
 * model and engine. They alternate, so that a busy moment falls on both, and every answer is compared
 * with the first.
 */
export async function measureSpeed(
  ids: readonly number[],
  { model, arrangement, engine, encoder, repetitions }: {
    readonly model: LanguageModel;
    readonly arrangement: Arrangement;
    readonly engine: Engine;
    readonly encoder: OpenEncoder;
    readonly repetitions: number;
  },
): Promise<SpeedMeasurement> {
  const { length: tokens } = ids;
  const { config } = model;
  const { vectors } = arrangement;
  await using pass = await engine.compile(
    reconstructGraph(model, arrangement, { batch: 1, tokens }),
  );
  await using stepper = await engine.compile(decodeGraph(model, tokens));
  const encoded = async () => {
    const [proto] = await encoder.encode([ids]);
    return await reconstruct(proto, { program: pass, vectors, width: config.width });
  };
  const decoded = () =>
    decode([config.bosId ?? ids[0]], { program: stepper, config, capacity: tokens, count: tokens });
  const want = { encoded: await encoded(), decoded: await decoded() };
  await warmUp(encoded);
  const fast: number[] = [];
  const slow: number[] = [];
  for (let i = 0; i < repetitions; i++) {
    const one = await timed(encoded);
    const other = await timed(decoded);
    if (`${one.value}` !== `${want.encoded}` || `${other.value}` !== `${want.decoded}`) {
      throw new Error("Cannot time the encoder: it or the decoding did not say the same twice");
    }
    fast.push(one.elapsed);
    slow.push(other.elapsed);
  }
  const perSecond = (times: readonly number[]) => tokens / (median([...times]) / 1000);
  return {
    tokens,
    repetitions,
    encodeAndPassTokensPerSecond: perSecond(fast),
    autoregressiveTokensPerSecond: perSecond(slow),
    ratio: ratioInterval(slow, fast, { stream: pinnedStream("bootstrap", tokens) }),
  };
}
