/**
 * Every architecture against PyTorch: random-weight checkpoints that transformers wrote, and what
 * it computed on them (fixtures/golden/README.md). PyTorch's own float32 is up to 7e-6 from float64
 * on these logits, and 3e-5 on vectors after ten steps of 0.5; tolerances leave room for two such.
 */
import assert from "node:assert/strict";
import { readConfig } from "../../src/models/mod.ts";
import {
  adamWState,
  adamWStep,
  arrangementNamed,
  decode,
  decodeGraph,
  fitGraph,
  teacherForcedGraph,
} from "../../src/proto/mod.ts";
import {
  type Engine,
  float32,
  floats,
  int64,
  integers,
  onnxRuntimeEngine,
} from "../../src/runtime/mod.ts";
import { tfjsEngine } from "../../src/runtime/tfjs/mod.ts";
import { assertAgrees, relativeDistance } from "../kernels/agreement.ts";
import { goldenModel, goldenTensors, protoRows, readGolden } from "./golden_checkpoint.ts";
import { embeddedLogitsGraph, logitsGraph } from "./logits_graph.ts";
import { rowArgMax } from "./row_arg_max.ts";

const engines: readonly Engine[] = [onnxRuntimeEngine({ threads: 1 }), await tfjsEngine()];
const checkpoints = ["llama-gqa-tied", "llama-untied-rope-scaled", "gpt-neox"] as const;

const tolerances = {
  logits: { absolute: 2e-5, relative: 0 },
  losses: { absolute: 1e-5, relative: 0 },
  /** Of the whole vector: |Δ| / |want|. */
  gradient: 5e-6,
  vectors: { paper: { absolute: 5e-6, relative: 0 }, open: { absolute: 2e-4, relative: 0 } },
};

for (const engine of engines) {
  for (const checkpoint of checkpoints) {
    const subject = `${checkpoint} on ${engine.name}`;
    Deno.test(`${subject} gives PyTorch's logits`, () => checkLogits(engine, checkpoint));
    Deno.test(`${subject} gives PyTorch's losses`, () => checkLosses(engine, checkpoint));
    Deno.test(`${subject} gives PyTorch's one-pass logits`, () => checkOnePass(engine, checkpoint));
    Deno.test(
      `${subject} gives PyTorch's gradients for e and m`,
      () => checkGradients(engine, checkpoint),
    );
    Deno.test(
      `${subject} decodes PyTorch's greedy tokens with a KV cache`,
      () => checkGreedy(engine, checkpoint),
    );
    for (const recipe of ["paper", "open"] as const) {
      Deno.test(
        `${subject} takes PyTorch's ten AdamW steps, ${recipe} recipe`,
        () => checkSteps(engine, checkpoint, recipe),
      );
    }
  }
}

for (const checkpoint of checkpoints) {
  Deno.test(`${checkpoint}: both spellings of config.json say the same`, async () => {
    const [newer, hub] = await Promise.all(
      ["config.json", "config_hub.json"].map(async (name) =>
        readConfig(JSON.parse(await Deno.readTextFile(fixture(`${checkpoint}/${name}`))))
      ),
    );
    assert.deepEqual(newer, hub);
  });
}

Deno.test("llama-untied-rope-scaled, in three shards, gives the same tensors", async () => {
  const one = await goldenModel("llama-untied-rope-scaled");
  const sharded = await goldenModel("llama-untied-rope-scaled", {
    weights: "sharded",
    config: "sharded/config.json",
  });
  const run = async (model: typeof one) => {
    const graph = logitsGraph(model, { batch: 1, tokens: 5 });
    await using program = await engines[0].compile(graph);
    return floats((await program.run({ ids: int64([3, 1, 4, 1, 5], [1, 5]) })).logits);
  };
  assert.deepEqual(await run(sharded), await run(one));
});

async function checkLogits(engine: Engine, checkpoint: string): Promise<void> {
  const { model, golden, tensor } = await open(checkpoint);
  const size = { batch: golden.texts.length, tokens: golden.texts[0].ids.length };
  await using program = await engine.compile(logitsGraph(model, size));
  const ids = golden.texts.flatMap((text) => text.ids);
  const { logits } = await program.run({ ids: int64(ids, [size.batch, size.tokens]) });
  assertAgrees(logits, {
    want: { shape: logits.shape, data: await tensor("logits") },
    tolerance: tolerances.logits,
    what: `${checkpoint}, logits`,
  });
  assert.deepEqual(
    rowArgMax(floats(logits), model.config.vocabulary),
    golden.texts.flatMap((text) => text.argmax),
  );
}

async function checkLosses(engine: Engine, checkpoint: string): Promise<void> {
  const { model, golden } = await open(checkpoint);
  const size = { batch: golden.texts.length, tokens: golden.texts[0].ids.length - 1 };
  const shape = [size.batch, size.tokens];
  await using program = await engine.compile(teacherForcedGraph(model, size));
  const { loss, prediction } = await program.run({
    ids: int64(golden.texts.flatMap(({ ids }) => ids.slice(0, -1)), shape),
    targets: int64(golden.texts.flatMap(({ ids }) => ids.slice(1)), shape),
  });
  assertAgrees(loss, {
    want: { shape, data: golden.texts.flatMap((text) => text.nextTokenLosses) },
    tolerance: tolerances.losses,
    what: `${checkpoint}, next-token losses`,
  });
  assert.deepEqual(integers(prediction), golden.texts.flatMap(({ argmax }) => argmax.slice(0, -1)));
}

async function checkOnePass(engine: Engine, checkpoint: string): Promise<void> {
  const { model, golden, tensor } = await open(checkpoint);
  const { tokens, texts, arrangement } = golden.onePass;
  const { width, vocabulary } = model.config;
  const order = arrangementNamed(arrangement).inputs(tokens);
  const vectors = [await tensor("onepass.e"), await tensor("onepass.m")];
  const inputs = texts.flatMap((_, text) =>
    order.flatMap((vector) => [...vectors[vector].subarray(text * width, (text + 1) * width)])
  );
  const size = { batch: texts.length, tokens };
  await using program = await engine.compile(embeddedLogitsGraph(model, size));
  const { logits } = await program.run({
    inputs: float32(Float32Array.from(inputs), [size.batch, tokens, width]),
  });
  assertAgrees(logits, {
    want: { shape: logits.shape, data: await tensor("onepass.logits") },
    tolerance: tolerances.logits,
    what: `${checkpoint}, one-pass logits`,
  });
  assert.deepEqual(rowArgMax(floats(logits), vocabulary), texts.flatMap((text) => text.argmax));
}

async function checkGradients(engine: Engine, checkpoint: string): Promise<void> {
  const fit = await openFit(engine, checkpoint);
  await using program = fit.program;
  const { loss, prediction, gradient } = await program.run(fit.feeds(fit.start));
  assertAgrees(loss, {
    want: { shape: [fit.batch], data: fit.golden.onePass.texts.map((text) => text.loss) },
    tolerance: tolerances.losses,
    what: `${checkpoint}, one-pass losses`,
  });
  assert.deepEqual(integers(prediction), fit.golden.onePass.texts.flatMap(({ argmax }) => argmax));
  const [e, m] = [await fit.tensor("onepass.grad_e"), await fit.tensor("onepass.grad_m")];
  const distance = relativeDistance(floats(gradient), protoRows(e, m, fit.batch));
  assert.ok(distance <= tolerances.gradient, `${checkpoint}: gradient is ${distance} away`);
}

async function checkGreedy(engine: Engine, checkpoint: string): Promise<void> {
  const { model, golden } = await open(checkpoint);
  const capacity = 30; // More than is needed: unused places must not be seen.
  await using program = await engine.compile(decodeGraph(model, capacity));
  for (const { ids, greedy } of golden.texts) {
    const prompt = ids.slice(0, greedy.prompt);
    const count = greedy.tokens.length;
    const got = await decode(prompt, { program, config: model.config, capacity, count });
    assert.deepEqual(got, greedy.tokens);
  }
}

async function checkSteps(
  engine: Engine,
  checkpoint: string,
  name: "paper" | "open",
): Promise<void> {
  const fit = await openFit(engine, checkpoint);
  await using program = fit.program;
  const { recipe, losses } = fit.golden.fits.find((candidate) => candidate.name === name)!;
  const settings = {
    learningRate: recipe.lr,
    beta1: recipe.betas[0],
    beta2: recipe.betas[1],
    epsilon: recipe.eps,
    weightDecay: recipe.weight_decay,
  };
  const proto = fit.start.slice();
  const state = adamWState(proto.length); // One for all texts: the steps are elementwise.
  for (const [step, want] of losses.entries()) {
    const { loss, gradient } = await program.run(fit.feeds(proto));
    assertAgrees(loss, {
      want: { shape: [fit.batch], data: want },
      tolerance: tolerances.losses,
      what: `${checkpoint}, ${name}, losses at step ${step}`,
    });
    if (step < losses.length - 1) adamWStep(proto, floats(gradient), { state, settings });
  }
  const [e, m] = [await fit.tensor(`fit.${name}.e`), await fit.tensor(`fit.${name}.m`)];
  assertAgrees({ shape: [proto.length], data: proto }, {
    want: { shape: [proto.length], data: protoRows(e, m, fit.batch) },
    tolerance: tolerances.vectors[name],
    what: `${checkpoint}, ${name}, vectors after ten steps`,
  });
}

async function open(checkpoint: string) {
  return {
    model: await goldenModel(checkpoint),
    golden: await readGolden(`${checkpoint}/golden`),
    tensor: await goldenTensors(`${checkpoint}/golden`),
  };
}

async function openFit(engine: Engine, checkpoint: string) {
  const { model, golden, tensor } = await open(checkpoint);
  const { tokens, texts, arrangement } = golden.onePass;
  const batch = texts.length;
  const graph = fitGraph(model, arrangementNamed(arrangement), { batch, tokens });
  const targets = int64(texts.flatMap((text) => text.targets), [batch, tokens]);
  return {
    golden,
    tensor,
    batch,
    program: await engine.compile(graph),
    start: protoRows(await tensor("onepass.e"), await tensor("onepass.m"), batch),
    feeds: (proto: Float32Array) => ({
      proto: float32(proto, [batch, 2, model.config.width]),
      targets,
    }),
  };
}

function fixture(path: string): URL {
  return new URL(`../../fixtures/golden/${path}`, import.meta.url);
}
