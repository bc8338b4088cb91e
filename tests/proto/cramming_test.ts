import assert from "node:assert/strict";
import {
  cram,
  crammingGraph,
  type CramOptions,
  decodeGraph,
  decodeMem,
  type FitTask,
  memStart,
  type Recipe,
  recipeNamed,
} from "../../src/proto/mod.ts";
import { float32, floats, int64, integers, onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { tfjsEngine } from "../../src/runtime/tfjs/mod.ts";
import { assertAgrees, relativeDistance } from "../kernels/agreement.ts";
import { goldenModel } from "../models/golden_checkpoint.ts";
import { checkpoints, goldenExperiments } from "./golden_experiments.ts";

const engine = onnxRuntimeEngine({ threads: 1 });
const engines = [engine, await tfjsEngine()];
const width = 48;
const open: Recipe = { ...recipeNamed("open", { maxSteps: 1500 }), learningRate: 0.05 };

const cases = engines.flatMap((engine) =>
  checkpoints.flatMap((checkpoint) =>
    [1, 2].map((memVectors) => ({ engine, checkpoint, memVectors }))
  )
);

for (const { engine, checkpoint, memVectors } of cases) {
  const subject = `${checkpoint}, ${memVectors} [mem], ${engine.name}`;

  Deno.test(`crammingGraph() gives PyTorch's losses and gradients, ${subject}`, async () => {
    const { golden, tensor, mem } = await openGolden(checkpoint, memVectors);
    const [batch, tokens] = [golden.targets.length, golden.targets[0].length];
    const want = golden.cramming.find((one) => one.memVectors === memVectors)!;
    const graph = crammingGraph(await goldenModel(checkpoint), memVectors, { batch, tokens });
    await using program = await engine.compile(graph);
    const { loss, prediction, gradient } = await program.run({
      proto: float32(mem, [batch, memVectors, width]),
      targets: int64(golden.targets.flat(), [batch, tokens]),
    });
    assertAgrees(loss, {
      want: { shape: [batch], data: want.losses },
      tolerance: { absolute: 1e-5, relative: 0 },
      what: `${subject}, losses`,
    });
    assert.deepEqual(integers(prediction), want.argmax.flat());
    const distance = relativeDistance(
      floats(gradient),
      await tensor(`cramming${memVectors}.gradient`),
    );
    assert.ok(distance <= 5e-6, `gradient is ${distance} away`);
  });

  Deno.test(`decodeMem() writes PyTorch's greedy tokens, ${subject}`, async () => {
    const { golden, mem } = await openGolden(checkpoint, memVectors);
    const tokens = golden.targets[0].length;
    const want = golden.cramming.find((one) => one.memVectors === memVectors)!.greedy;
    const model = await goldenModel(checkpoint);
    const capacity = memVectors + tokens - 1;
    await using program = await engine.compile(decodeGraph(model, capacity, { vectors: true }));
    for (const [text, greedy] of want.entries()) {
      const size = memVectors * width;
      const own = mem.subarray(text * size, (text + 1) * size);
      const { config } = model;
      assert.deepEqual(await decodeMem(own, { program, config, capacity, tokens }), greedy);
    }
  });
}

for (const tokens of [1, 5]) {
  Deno.test(`a text crammed exactly is written back freely, ${tokens} tokens`, async () => {
    const model = await goldenModel("llama-gqa-tied");
    const targets = [5, 17, 33, 80, 2].slice(0, tokens);
    await using program = await engine.compile(crammingGraph(model, 1, { batch: 1, tokens }));
    const fitted = await cram(task({ targets }), options(program));
    assert.equal(fitted!.accuracy, 1);
    await using reader = await engine.compile(decodeGraph(model, tokens, { vectors: true }));
    const said = await decodeMem(fitted!.proto, {
      program: reader,
      config: model.config,
      capacity: tokens,
      tokens,
    });
    assert.deepEqual(said, targets);
  });
}

Deno.test("a fit ends when its accuracy has not risen for as long as its patience", async () => {
  await using program = await compiled();
  const recipe: Recipe = { ...recipeNamed("paper", { maxSteps: 100 }), learningRate: 0 };
  const fitted = await cram(task({ recipe }), { ...options(program), patienceSteps: 7 });
  assert.deepEqual(fitted!.attempts.map(({ steps, outcome }) => [steps, outcome]), [[
    7,
    "stalled",
  ]]);
  const patient = await cram(task({ recipe }), options(program));
  assert.equal(patient!.attempts[0].outcome, "budget");
});

Deno.test("a fit starts at the embeddings' scale, from a stream of its own", async () => {
  await using program = await compiled();
  const recipe = recipeNamed("paper", { maxSteps: 0 });
  const fitted = await cram(task({ recipe, seed: 3, index: 9 }), {
    ...options(program),
    embeddingDeviation: 0.25,
  });
  assert.deepEqual(fitted!.proto, memStart({ seed: 3, index: 9, size: width, deviation: 0.25 }));
  const many = memStart({ seed: 3, index: 9, size: 1e5, deviation: 0.25 });
  const deviation = Math.sqrt(many.reduce((sum, x) => sum + x * x, 0) / many.length);
  assert.ok(Math.abs(deviation - 0.25) < 0.002, `${deviation}`);
});

Deno.test("cram() stops when it is told to, and tells its steps", async () => {
  await using program = await compiled();
  const steps: number[] = [];
  const stopped = await cram(task({}), {
    ...options(program),
    stop: () => steps.length === 3,
    onStep: (done) => void steps.push(done),
  });
  assert.equal(stopped, null);
  assert.deepEqual(steps, [1, 2, 3]);
});

Deno.test("vectors and text together must fit the context", async () => {
  const model = await goldenModel("llama-gqa-tied");
  crammingGraph(model, 2, { batch: 1, tokens: 255 });
  assert.throws(
    () => crammingGraph(model, 2, { batch: 1, tokens: 256 }),
    new RangeError("Cannot run 257 positions: the model's context is 256, ask for fewer tokens"),
  );
});

async function openGolden(checkpoint: string, memVectors: number) {
  const experiments = await goldenExperiments(checkpoint);
  return { ...experiments, mem: await experiments.tensor(`cramming${memVectors}.mem`) };
}

async function compiled() {
  const model = await goldenModel("llama-gqa-tied");
  return await engine.compile(crammingGraph(model, 1, { batch: 1, tokens: 4 }));
}

function task(changes: Partial<FitTask>): FitTask {
  return { id: "text", targets: [5, 17, 33, 80], seed: 1, index: 0, recipe: open, ...changes };
}

function options(program: CramOptions["program"]): CramOptions {
  return { program, memVectors: 1, width, embeddingDeviation: 0.15 };
}
