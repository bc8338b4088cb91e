import { type Arrangement, fitGraph } from "../proto/mod.ts";
import type { LanguageModel } from "../models/mod.ts";
import { type Engine, float32, floats, int64, integers } from "../runtime/mod.ts";
import { distanceGraph } from "./distance_graph.ts";
import {
  encodeGraph,
  encoderGradientGraph,
  type Frozen,
  gradientName,
  parametersFor,
} from "./encoder_graphs.ts";
import type { EncoderSizes, Parameters } from "./encoder_sizes.ts";
import type { Fitted } from "./fitted_windows.ts";
import { parameterFeeds } from "./parameter_feeds.ts";
import type { TrainingTexts } from "./training_texts.ts";

/** What an encoder is trained against. */
export interface TrainedAgainst {
  readonly model: LanguageModel;
  readonly arrangement: Arrangement;
  readonly sizes: EncoderSizes;
  readonly frozen: Frozen;
  readonly engine: Engine;
  /** Where the loss is the distance to solutions; else it is the fit's own. */
  readonly fitted?: Fitted;
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
  /** The loss of each of B texts, and the gradient of their mean, parameter by parameter. */
  descend(texts: TrainingTexts, parameters: Parameters): Promise<{
    /** Nats a token, or as distanceGraph() measures. */
    readonly losses: Float32Array;
    readonly gradients: ReadonlyMap<string, Float32Array>;
  }>;
}

/**
 * Compiles encoder and frozen model for B texts of N tokens. The loss is the fit's own step, graph
 * and all:
 *
 *     ids ─► encoder ─► e, m ─► fitGraph ─► loss
 *              ▲                   │
 *              └─ back through ◄───┘ gradient of each text's e, m
 *
 * Where it is trained on fitted windows, distanceGraph stands there, and the frozen model only scores.
 */
export async function trainingPrograms(
  { model, arrangement, sizes, frozen, engine, fitted }: TrainedAgainst,
  { batch, tokens }: { readonly batch: number; readonly tokens: number },
): Promise<TrainingPrograms> {
  const how = { sizes, frozen, batch, tokens };
  const distance = fitted && distanceGraph(fitted.back, { batch, sizes });
  const [encode, back, fit, apart] = await Promise.all([
    engine.compile(encodeGraph(how)),
    engine.compile(encoderGradientGraph(how)),
    engine.compile(fitGraph(model, arrangement, { batch, tokens })),
    distance && engine.compile(distance),
  ]);
  const read = parametersFor(sizes, { tokens });
  const readBackwards = parametersFor(sizes, { tokens, backwards: true });
  const encoded = async (ids: readonly number[], parameters: Parameters) => {
    const targets = int64(ids, [batch, tokens]);
    const { proto } = await encode.run({ ids: targets, ...parameterFeeds(parameters, read) });
    return { targets, proto };
  };
  return {
    batch,
    tokens,
    async score(ids, parameters) {
      const { loss, prediction } = await fit.run(await encoded(ids, parameters));
      return scored(ids, { prediction: integers(prediction), lossNats: floats(loss), tokens });
    },
    async descend({ ids, solutions }, parameters) {
      const { targets, proto } = await encoded(ids, parameters);
      const { loss, gradient } = apart === undefined
        ? await fit.run({ proto, targets })
        : await apart.run({ proto, targets: float32(solutions!, proto.shape) });
      const upstream = floats(gradient).map((value) => value / batch);
      const found = await back.run({
        ids: targets,
        upstream: float32(upstream, gradient.shape),
        ...parameterFeeds(parameters, readBackwards),
      });
      const gradients = new Map(read.map(({ name }) => [name, floats(found[gradientName(name)])]));
      return { losses: floats(loss), gradients };
    },
    async [Symbol.asyncDispose]() {
      for (const program of [encode, back, fit, apart]) await program?.[Symbol.asyncDispose]();
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
