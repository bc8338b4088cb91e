import type { Graph } from "../graph/mod.ts";
import { arrangementNamed, reconstructGraph } from "../proto/mod.ts";
import type { EngineChoice } from "./engine_choice.ts";
import type { CertificateJob } from "../records/certificate_record.ts";
import { type ExperimentContext, Stopped } from "./experiment.ts";
import type { Reader } from "./read_back.ts";
import { vectorFormats } from "../records/vector_formats.ts";

/** What the model's thread is given. */
export interface CertificatePayload {
  readonly job: CertificateJob;
  /** Solutions that hold their texts; `at` is the index among the job's. */
  readonly solutions: readonly {
    readonly at: number;
    readonly targets: readonly number[];
    /** [K, D]. */
    readonly proto: Float32Array;
  }[];
  readonly leftOut: number;
  readonly otherEngine: EngineChoice;
  /** Keeps the rounded weights. */
  readonly cacheFolder: string;
}

/** A payload, what it is worked on with, and the graphs of its job by B. */
export interface CertificateWork extends CertificatePayload {
  readonly context: ExperimentContext;
  readonly graphOf: (batch: number) => Graph;
  /** What all readers of the job's solutions have in common. */
  readonly reading: Pick<Reader, "vectors" | "width" | "tokens" | "onCall">;
}

/** What a solution says where it was fitted. */
export interface HomeReading {
  readonly ids: readonly number[];
  readonly marginsNats: readonly number[];
}

/** Counts engine calls, and ends the work before the next one where it was asked to stop. */
export function workOf(payload: CertificatePayload, context: ExperimentContext): CertificateWork {
  const { job: { arrangement: name, tokens, otherBatch, sigmas, draws }, solutions } = payload;
  const { model, stop, progress } = context;
  const arrangement = arrangementNamed(name);
  const variants = Math.ceil((sigmas.length * draws + vectorFormats.length) / otherBatch);
  // Once at home and once in each of four other surroundings.
  const calls = solutions.length * (5 + variants);
  let done = 0;
  return {
    ...payload,
    context,
    graphOf: (batch) => reconstructGraph(model, arrangement, { batch, tokens }),
    reading: {
      vectors: arrangement.vectors,
      width: model.config.width,
      tokens,
      onCall() {
        if (stop()) throw new Stopped();
        progress(done++ / calls);
      },
    },
  };
}
