/**
 * One optimiser step, AdamW included, of B texts of N tokens: the small checkpoints in
 * fixtures/golden, and the default model where it is in the cache. Losses and predictions of the
 * first step are checked against PyTorch's before anything is timed.
 *
 *     deno bench --allow-read --allow-write --allow-env --allow-ffi --allow-sys bench/fit_step.bench.ts
 */
import assert from "node:assert/strict";
import {
  adamWState,
  adamWStep,
  arrangementNamed,
  fitGraph,
  recipeNamed,
} from "../src/proto/mod.ts";
import { float32, floats, int64, integers, onnxRuntimeEngine } from "../src/runtime/mod.ts";
import { goldenTensors, protoRows, readGolden } from "../tests/models/golden_checkpoint.ts";
import { type BenchModel, benchModels } from "./_bench_models.ts";

const engine = onnxRuntimeEngine({ weights: "packed" });

for (const one of await benchModels()) {
  const { step, batch, tokens } = await checkedStep(one);
  Deno.bench({ name: `fit step, ${one.name}, ${batch}×${tokens}`, group: one.name, fn: step });
}

async function checkedStep({ golden: name, model }: BenchModel) {
  const { texts, tokens, arrangement } = (await readGolden(name)).onePass;
  const tensor = await goldenTensors(name);
  const batch = texts.length;
  const start = protoRows(await tensor("onepass.e"), await tensor("onepass.m"), batch);
  const program = await engine.compile(
    fitGraph(model, arrangementNamed(arrangement), { batch, tokens }),
  );
  const proto = start.slice();
  const feeds = {
    proto: float32(proto, [batch, 2, model.config.width]),
    targets: int64(texts.flatMap(({ targets }) => targets), [batch, tokens]),
  };
  const first = await program.run(feeds);
  for (const [text, { loss, argmax }] of texts.entries()) {
    const got = floats(first.loss)[text];
    assert.ok(Math.abs(got - loss) <= 1e-3, `${name}: loss is ${got}, PyTorch's is ${loss}`);
    const predicted = integers(first.prediction).slice(text * tokens, (text + 1) * tokens);
    assert.deepEqual(predicted, argmax);
  }
  const [state, settings] = [adamWState(proto.length), recipeNamed("paper")];
  const step = async () => {
    const { gradient } = await program.run(feeds);
    adamWStep(proto, floats(gradient), { state, settings });
  };
  return { step, batch, tokens };
}
