/**
 * The default real model against PyTorch (fixtures/golden/smollm2_logits.json). PyTorch's float32 is
 * itself 3e-4 (logits) and 4e-4 (gradients, relative) from float64 here.
 */
import assert from "node:assert/strict";
import { ensureModel } from "../../src/models/load.ts";
import { openModel } from "../../src/models/mod.ts";
import { arrangementNamed, fitGraph } from "../../src/proto/mod.ts";
import { float32, floats, int64, integers, onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { assertAgrees, relativeDistance } from "../kernels/agreement.ts";
import { goldenTensors, protoRows, readGolden } from "./golden_checkpoint.ts";
import { embeddedLogitsGraph, logitsGraph } from "./logits_graph.ts";
import { rowArgMax } from "./row_arg_max.ts";

const id = "smollm2-135m-instruct-q4_1";
const logitTolerance = { absolute: 2e-3, relative: 0 };
const lossTolerance = { absolute: 1e-3, relative: 0 };
const gradientTolerance = 1e-3;

const golden = await readGolden("smollm2_logits");
const tensor = await goldenTensors("smollm2_logits");
const ready = await ensureModel(id).catch((error: Error) => error);
const missing = ready instanceof Error;
const skipped = missing ? ` (skipped: ${ready.message.split("\n")[0]})` : "";

Deno.test({
  name: `${id} gives PyTorch's logits and argmax on two texts${skipped}`,
  ignore: missing,
  async fn() {
    const { logits } = await outputs();
    assertColumns(floats(logits), { want: await tensor("logits"), what: "logits" });
    const wanted = golden.texts.flatMap((text) => text.argmax);
    assert.deepEqual(rowArgMax(floats(logits), floats(logits).length / wanted.length), wanted);
  },
});

Deno.test({
  name: `${id} gives PyTorch's next-token losses${skipped}`,
  ignore: missing,
  async fn() {
    const { logits } = await outputs();
    const [batch, length, vocabulary] = logits.shape;
    const got = golden.texts.flatMap(({ ids }, text) =>
      ids.slice(1).map((target, i) => {
        const row = (text * length + i) * vocabulary;
        return crossEntropy(floats(logits).subarray(row, row + vocabulary), target);
      })
    );
    const shape = [batch, length - 1];
    assertAgrees({ shape, data: got }, {
      want: { shape, data: golden.texts.flatMap((text) => text.nextTokenLosses) },
      tolerance: lossTolerance,
      what: "next-token losses",
    });
  },
});

Deno.test({
  name: `${id} gives PyTorch's one-pass logits, losses and predictions${skipped}`,
  ignore: missing,
  async fn() {
    const { onePassLogits, loss, prediction } = await outputs();
    const want = await tensor("onepass.logits");
    assertColumns(floats(onePassLogits), { want, what: "one-pass logits" });
    const texts = golden.onePass.texts;
    assert.deepEqual(integers(prediction), texts.flatMap((text) => text.argmax));
    assertAgrees(loss, {
      want: { shape: loss.shape, data: texts.map((text) => text.loss) },
      tolerance: lossTolerance,
      what: "one-pass losses",
    });
  },
});

Deno.test({
  name: `${id} gives PyTorch's gradients for e and m${skipped}`,
  ignore: missing,
  async fn() {
    const gradient = floats((await outputs()).gradient);
    const batch = golden.onePass.texts.length;
    const want = protoRows(await tensor("onepass.grad_e"), await tensor("onepass.grad_m"), batch);
    const width = want.length / batch / 2;
    for (const [row, name] of ["e of text 0", "m of 0", "e of 1", "m of 1"].entries()) {
      const part = [row * width, (row + 1) * width] as const;
      const distance = relativeDistance(gradient.subarray(...part), want.subarray(...part));
      assert.ok(distance <= gradientTolerance, `gradient for ${name} is ${distance} away`);
    }
  },
});

let computed: ReturnType<typeof compute> | undefined;

/** Everything the tests look at, from one compiled graph and one run. */
function outputs() {
  return computed ??= compute();
}

async function compute() {
  if (ready instanceof Error) throw ready;
  const model = await openModel(ready.weights, ready.config);
  const { tokens, texts, arrangement } = golden.onePass;
  const { width } = model.config;
  const batch = texts.length;
  const length = golden.texts[0].ids.length;
  const graphs = {
    logits: logitsGraph(model, { batch, tokens: length }),
    onePass: embeddedLogitsGraph(model, { batch, tokens }),
    fit: fitGraph(model, arrangementNamed(arrangement), { batch, tokens }),
  };
  await using program = await onnxRuntimeEngine().compile({
    inputs: {
      ids: graphs.logits.inputs.ids,
      inputs: graphs.onePass.inputs.inputs,
      ...graphs.fit.inputs,
    },
    outputs: {
      logits: graphs.logits.outputs.logits,
      onePassLogits: graphs.onePass.outputs.logits,
      ...graphs.fit.outputs,
    },
  });
  const vectors = [await tensor("onepass.e"), await tensor("onepass.m")];
  const order = arrangementNamed(arrangement).inputs(tokens);
  const embedded = texts.flatMap((_, text) =>
    order.flatMap((vector) => [...vectors[vector].subarray(text * width, (text + 1) * width)])
  );
  return await program.run({
    ids: int64(golden.texts.flatMap(({ ids }) => ids), [batch, length]),
    inputs: float32(Float32Array.from(embedded), [batch, tokens, width]),
    proto: float32(protoRows(vectors[0], vectors[1], batch), [batch, 2, width]),
    targets: int64(texts.flatMap(({ targets }) => targets), [batch, tokens]),
  });
}

/** Compares the columns of the vocabulary whose logits are kept. */
function assertColumns(
  logits: Float32Array,
  { want, what }: { want: Float32Array; what: string },
): void {
  const columns = golden.columns!;
  const rows = want.length / columns.length;
  const width = logits.length / rows;
  const got = Float32Array.from(
    want,
    (_, i) => logits[Math.floor(i / columns.length) * width + columns[i % columns.length]],
  );
  const shape = [rows, columns.length];
  assertAgrees({ shape, data: got }, {
    want: { shape, data: want },
    tolerance: logitTolerance,
    what,
  });
}

/** −log P(target) under the softmax of `logits`, nats. */
function crossEntropy(logits: Float32Array, target: number): number {
  const top = logits.reduce((a, b) => Math.max(a, b));
  return Math.log(logits.reduce((sum, value) => sum + Math.exp(value - top), 0)) + top -
    logits[target];
}
