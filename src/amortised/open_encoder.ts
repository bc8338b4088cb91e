import type { LanguageModel } from "../models/mod.ts";
import { type CommonStart, vectorsSha256 } from "../records/common_start.ts";
import { type Engine, floats, int64, type Program } from "../runtime/mod.ts";
import { directionsOf } from "./directions.ts";
import type { Encoder } from "./encoder_file.ts";
import { encodeGraph, type Frozen, parametersFor } from "./encoder_graphs.ts";
import { parameterFeeds } from "./parameter_feeds.ts";

/** An encoder ready to run. */
export interface OpenEncoder extends AsyncDisposable {
  /** Texts' ids, of one of its lengths N → [K, D] of each text. */
  encode(texts: readonly (readonly number[])[]): Promise<Float32Array[]>;
}

/**
 * What an encoder's output is counted from and scaled with.
 *
 * @throws RangeError where the model's start or metric are others than it was trained with
 */
export function frozenOf(
  { arrangement, startSha256, metricSha256, sizes, reach, power }: Pick<
    Encoder,
    "arrangement" | "startSha256" | "metricSha256" | "sizes" | "reach" | "power"
  >,
  { model, start }: { readonly model: LanguageModel; readonly start: CommonStart | undefined },
): Frozen {
  const metric = start?.metric;
  const same = start !== undefined && metric !== undefined &&
    vectorsSha256(start.proto) === startSha256 && metric.sha256 === metricSha256;
  if (!same) {
    throw new RangeError(
      `Cannot use the encoder: it was trained from common start ${startSha256.slice(0, 12)}… of ` +
        `${arrangement} and its metric, which are not here; restore them or train another`,
    );
  }
  const size = sizes.vectors * sizes.width;
  return {
    embeddings: model.embeddings,
    start: start.proto,
    directions: directionsOf(metric, { size, reach, power }),
  };
}

/** Opens an encoder; each length and number of texts is compiled when it is first asked for. */
export function openEncoder(
  encoder: Pick<Encoder, "sizes" | "parameters">,
  { frozen, engine }: { readonly frozen: Frozen; readonly engine: Engine },
): OpenEncoder {
  const { sizes, parameters } = encoder;
  const programs = new Map<string, Program>();
  const programOf = async (batch: number, tokens: number) => {
    const name = `${batch} ${tokens}`;
    const had = programs.get(name);
    if (had !== undefined) return had;
    const graph = encodeGraph({ sizes, frozen, batch, tokens });
    const made = await engine.compile(graph, { once: true });
    programs.set(name, made);
    return made;
  };
  return {
    async encode(texts) {
      const [{ length: tokens }] = texts;
      const batch = texts.length;
      const program = await programOf(batch, tokens);
      const { proto } = await program.run({
        ids: int64(texts.flat(), [batch, tokens]),
        ...parameterFeeds(parameters, parametersFor(sizes, { tokens })),
      });
      const all = floats(proto);
      const size = all.length / batch;
      return texts.map((_, at) => all.slice(at * size, (at + 1) * size));
    },
    async [Symbol.asyncDispose]() {
      for (const program of programs.values()) await program[Symbol.asyncDispose]();
    },
  };
}
