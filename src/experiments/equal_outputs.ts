import {
  arrangementNamed,
  equalOutputs,
  initialVectors,
  recipeNamed,
  reconstructGraph,
} from "../proto/mod.ts";
import { float32, floats, integers } from "../runtime/mod.ts";
import { keyOf } from "../records/canonical.ts";
import type { EqualOutputsJob, EqualOutputsResult } from "../records/experiment_records.ts";
import { bosFirst } from "./bos_first.ts";
import type { Experiment, ExperimentContext, PlannedExperiment } from "./experiment.ts";
import type { PlanContext } from "./plan_context.ts";
import { withLogits } from "./read_back.ts";

/**
 * docs/theorems.md on a model: outputs that see one vector alone are equal. One pass of random
 * vectors each; nothing is fitted. The arm with a token before the vectors shows what a prefix does.
 */
export interface EqualOutputsEntry {
  readonly kind: "equal outputs";
  readonly arrangement: string;
  /** Lengths N. */
  readonly tokens: readonly number[];
  readonly seeds: readonly number[];
  /** Whether to run each again with a token that starts a text before the vectors. Default: no. */
  readonly prefixed?: boolean;
}

export interface EqualOutputsPayload {
  readonly job: EqualOutputsJob;
}

export const equalOutputsExperiment: Experiment<
  "equal outputs",
  EqualOutputsEntry,
  null,
  EqualOutputsPayload
> = {
  kind: "equal outputs",

  /** Nothing: no text is read. */
  gather() {
    return Promise.resolve(null);
  },

  plan({ entry }, context) {
    const { tokens, seeds, prefixed = false } = entry;
    const starts = prefixed ? [null, context.tokenizer.bosId ?? 0] : [null];
    return tokens.flatMap((count) =>
      seeds.flatMap((seed) =>
        starts.map((startId) => planned(entry, { tokens: count, seed, startId, context }))
      )
    );
  },

  /** One pass each: no optimiser steps. */
  cells({ kind, arrangement, tokens, seeds, prefixed = false }, { model }) {
    const fits = seeds.length * (prefixed ? 2 : 1);
    const shared = { recipe: "none", source: "none", steps: 0, batch: 1 };
    return tokens.map((count) => (
      { model, kind, arrangement, tokens: count, fits, ...shared }
    ));
  },

  run,
};

function planned(
  entry: EqualOutputsEntry,
  { tokens, seed, startId, context: { model, engine, codeSha256 } }: {
    readonly tokens: number;
    readonly seed: number;
    readonly startId: number | null;
    readonly context: PlanContext;
  },
): PlannedExperiment<"equal outputs"> {
  const arrangement = arrangementNamed(entry.arrangement);
  if (equalOutputs(arrangement, tokens) < 2) {
    throw new RangeError(
      `Cannot compare outputs of "${arrangement.name}" at N = ${tokens}: at most one sees a ` +
        `single vector, want two`,
    );
  }
  const job: EqualOutputsJob = {
    kind: "equal outputs",
    model,
    engine: { ...engine, batch: 1 },
    codeSha256,
    arrangement: arrangement.name,
    tokens,
    seed,
    startId,
  };
  return { key: keyOf(job), job, payload: () => Promise.resolve({ job }) };
}

async function run(
  { job: { arrangement: name, tokens, seed, startId } }: EqualOutputsPayload,
  { model, engine }: ExperimentContext,
): Promise<EqualOutputsResult> {
  const arrangement = arrangementNamed(name);
  const { vectors } = arrangement;
  const size = vectors * model.config.width;
  const proto = initialVectors(recipeNamed("paper"), { seed, index: 0, size });
  const read = startId === null ? model : bosFirst(model, startId);
  const graph = withLogits(reconstructGraph(read, arrangement, { batch: 1, tokens }));
  await using program = await engine.compile(graph, { once: true });
  const { prediction, logits } = await program.run({
    proto: float32(proto, [1, vectors, model.config.width]),
  });
  const outputs = equalOutputs(arrangement, tokens);
  const ids = integers(prediction).slice(0, outputs);
  return {
    outputs,
    ...differencesOf(floats(logits), { outputs, vocabulary: floats(logits).length / tokens }),
    sameToken: ids.every((id) => id === ids[0]),
  };
}

/** How far the first `outputs` rows of logits [N, V] are from the first of them. */
function differencesOf(
  logits: Float32Array,
  { outputs, vocabulary }: { readonly outputs: number; readonly vocabulary: number },
): Pick<EqualOutputsResult, "largestDifference" | "largestLogit"> {
  let [largestDifference, largestLogit] = [0, 0];
  for (let i = 0; i < vocabulary; i++) {
    largestLogit = Math.max(largestLogit, Math.abs(logits[i]));
    for (let row = 1; row < outputs; row++) {
      const difference = Math.abs(logits[row * vocabulary + i] - logits[i]);
      // Written so that a NaN is not taken for equal.
      if (!(difference <= largestDifference)) largestDifference = difference;
    }
  }
  return { largestDifference, largestLogit };
}
