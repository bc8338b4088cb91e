import { type Arrangement, fitGraph } from "../proto/mod.ts";
import type { LanguageModel } from "../models/mod.ts";
import { type Engine, float32, floats, int64, integers, type Program } from "../runtime/mod.ts";
import {
  encodeGraph,
  encoderGradientGraph,
  type Frozen,
  gradientName,
  parametersFor,
} from "./encoder_graphs.ts";
import type { EncoderSizes, Parameters } from "./encoder_sizes.ts";
import { parameterFeeds } from "./parameter_feeds.ts";

/** What an encoder is trained against. */
export interface TrainedAgainst {
  readonly model: LanguageModel;
  readonly arrangement: Arrangement;
  readonly sizes: EncoderSizes;
  readonly frozen: Frozen;
  readonly engine: Engine;
}

/** How B texts came out straight from the encoder. */
export interface EncodedScore {
  /** Mean cross-entropy a token, nats, of each text. */
  readonly lossNats: Float32Array;
  /** Right tokens of each text. */
  readonly correct: readonly number[];
  readonly tokens: number;
}

/** The compiled graphs of one length. */
export interface TrainingPrograms extends AsyncDisposable {
  readonly batch: number;
  readonly tokens: number;
  /** ids [B·N] → what the frozen model makes of their encodings. */
  score(ids: readonly number[], parameters: Parameters): Promise<EncodedScore>;
  /** The same, with the gradient of the mean loss of all B texts, parameter by parameter. */
  descend(ids: readonly number[], parameters: Parameters): Promise<
    EncodedScore & { readonly gradients: ReadonlyMap<string, Float32Array> }
  >;
}

/**
 * Compiles encoder and frozen model for B texts of N tokens. The loss is the fit's own step, graph
 * and all:
 *
 *     ids ─► encoder ─► e, m ─► fitGraph ─► loss
 *              ▲                   │
 *              └─ back through ◄───┘ gradient of each text's e, m
 */
export async function trainingPrograms(
  { model, arrangement, sizes, frozen, engine }: TrainedAgainst,
  { batch, tokens }: { readonly batch: number; readonly tokens: number },
): Promise<TrainingPrograms> {
  const how = { sizes, frozen, batch, tokens };
  const [encode, back, fit] = await Promise.all([
    engine.compile(encodeGraph(how)),
    engine.compile(encoderGradientGraph(how)),
    engine.compile(fitGraph(model, arrangement, { batch, tokens })),
  ]);
  const read = parametersFor(sizes, { tokens });
  const readBackwards = parametersFor(sizes, { tokens, backwards: true });
  const forwards = async (ids: readonly number[], parameters: Parameters) => {
    const targets = int64(ids, [batch, tokens]);
    const { proto } = await encode.run({ ids: targets, ...parameterFeeds(parameters, read) });
    const { loss, prediction, gradient } = await fit.run({ proto, targets });
    const score = scored(ids, { prediction: integers(prediction), lossNats: floats(loss), tokens });
    return { score, targets, gradient };
  };
  return {
    batch,
    tokens,
    score: async (ids, parameters) => (await forwards(ids, parameters)).score,
    async descend(ids, parameters) {
      const { score, targets, gradient } = await forwards(ids, parameters);
      const upstream = floats(gradient).map((value) => value / batch);
      const found = await back.run({
        ids: targets,
        upstream: float32(upstream, gradient.shape),
        ...parameterFeeds(parameters, readBackwards),
      });
      const gradients = new Map(read.map(({ name }) => [name, floats(found[gradientName(name)])]));
      return { ...score, gradients };
    },
    async [Symbol.asyncDispose]() {
      for (const program of [encode, back, fit] as Program[]) await program[Symbol.asyncDispose]();
    },
  };
}

function scored(
  ids: readonly number[],
  { prediction, lossNats, tokens }: {
    readonly prediction: readonly number[];
    readonly lossNats: Float32Array;
    readonly tokens: number;
  },
): EncodedScore {
  const correct = Array.from(lossNats, (_, text) => {
    let right = 0;
    for (let at = text * tokens; at < (text + 1) * tokens; at++) {
      if (prediction[at] === ids[at]) right += 1;
    }
    return right;
  });
  return { lossNats, correct, tokens };
}
