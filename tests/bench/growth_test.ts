import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { growth, growthVerdict } from "../../src/bench/growth.ts";
import { type GrowthBounds } from "../../src/bench/growth_grid.ts";
import { growthFlops, writeGrowthModel } from "../../src/bench/growth_model.ts";
import { parseMemory } from "../../src/bench/load_memory.ts";
import { type LoadRequest, type LoadRun, loadRun } from "../../src/bench/load_run.ts";
import type { StepSize } from "../../src/bench/contestant.ts";
import { productsGraph } from "../../src/bench/products_graph.ts";
import { topologicalOrder } from "../../src/graph/mod.ts";
import { arrangementNamed, fitGraph } from "../../src/proto/mod.ts";
import { openModel } from "../../src/models/mod.ts";

const engine = { engine: "onnxruntime", device: "cpu", threads: 1, weights: "mapped" } as const;
const bounds: GrowthBounds = {
  base: { layers: 1, width: 128, vocabulary: 64 },
  tokens: [8, 16, 32],
  batches: [1, 2, 4],
  layers: [1, 2],
  widths: [128, 256],
  size: { batch: 1, tokens: 8 },
};

Deno.test("growth() finds the exponents of times that follow a power law", async () => {
  const found = await measured(({ size }) => size.batch * size.tokens ** 1.5);
  const [inN] = found.exponents.filter(({ of, over }) => of === "step" && over === "N");
  assert.ok(Math.abs(inN.exponent.estimate - 1.5) < 1e-9);
  const [inB] = found.exponents.filter(({ of, over }) => of === "step" && over === "B");
  assert.ok(Math.abs(inB.exponent.estimate - 1) < 1e-9);
  assert.match(growthVerdict(found), /^Worse than linear .*N 8 → 16: 1\.\d\d times/);
});

/** What the steps of a made-up model multiply and add, counted in the graphs that are run. */
async function traced(folder: string, sizes: readonly StepSize[]) {
  const { weights, config } = await writeGrowthModel(folder, bounds.base);
  const model = await openModel(weights, config);
  return new Map(sizes.map((size) => {
    const step = fitGraph(model, arrangementNamed("[e][m]×(N−1)"), size);
    const between = topologicalOrder(Object.values(step.outputs)).flatMap(
      ({ kernel, inputs, outputs, attributes }) => {
        if (kernel.name !== "matMul" || inputs[0].shape.length !== 4) return [];
        const { transposeA = false } = (attributes ?? {}) as { readonly transposeA?: boolean };
        const inner = inputs[0].shape[transposeA ? 2 : 3];
        return [2 * inner * outputs[0].shape.reduce((product, length) => product * length, 1)];
      },
    );
    const quadratic = between.reduce((sum, flops) => sum + flops, 0);
    return [keyOf(size), { linear: productsGraph(step).flops, quadratic }];
  }));
}

const keyOf = ({ batch, tokens }: StepSize) => `${batch} × ${tokens}`;

/** Every B and N that `bounds` have. */
const sizes = [
  ...bounds.tokens.map((tokens) => ({ batch: 1, tokens })),
  ...bounds.batches.map((batch) => ({ batch, tokens: 8 })),
];

Deno.test("growthFlops() is what the traced steps multiply and add", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const counted = await traced(folder, sizes);
    for (const size of sizes) {
      assert.deepEqual(growthFlops(bounds.base, size), counted.get(keyOf(size)), keyOf(size));
    }
    // By hand, B = 1, N = 8: q and o 128², k and v 64·128, three of 384·128, a head of 64·128,
    // twice two operations for each of eight rows; and six of 2·8²·128 between positions.
    assert.deepEqual(counted.get("1 × 8"), { linear: 6_553_600, quadratic: 98_304 });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("growth() finds nothing wrong with times that are the traced steps' operations", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const counted = await traced(folder, sizes);
    const times = ({ size }: LoadRequest) => {
      const { linear, quadratic } = counted.get(keyOf(size))!;
      return linear + quadratic;
    };
    const found = await measured(times);
    assert.equal(found.excesses.length, 4);
    assert.ok(found.excesses.every(({ excess }) => Math.abs(excess.estimate - 1) < 1e-9));
    assert.match(growthVerdict(found), /^No step grows faster/);
    // A third more with each doubling of N, which is no noise.
    const slower = await measured((request) => times(request) * (request.size.tokens / 8) ** 0.4);
    assert.deepEqual(
      slower.excesses.filter(({ worse }) => worse).map(({ over, from, excess }) =>
        `${over} ${from}: ${excess.estimate.toFixed(3)}`
      ),
      ["N 8: 1.320", "N 16: 1.320"],
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a made-up model is the same every time, and opens", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const one = await writeGrowthModel(folder, bounds.base);
    const first = await Deno.readFile(one.weights);
    await writeGrowthModel(folder, bounds.base);
    assert.deepEqual(await Deno.readFile(one.weights), first);
    const { config } = await openModel(one.weights, one.config);
    assert.equal(config.width, 128);
    await assert.rejects(
      writeGrowthModel(folder, { ...bounds.base, width: 100 }),
      /^RangeError: Cannot make a model of width 100: a multiple of 128/,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("parseMemory() reads Linux's account, and names what it lacks", () => {
  const status = "Name:\tdeno\nVmHWM:\t    2048 kB\nRssAnon:\t 512 kB\nRssFile:\t1024 kB\n";
  const rollup = "Rss:\t2000 kB\nPss:\t256 kB\nPss_Dirty:\t1 kB\n";
  assert.deepEqual(parseMemory(status + rollup), {
    peakBytes: 2 ** 21,
    anonymousBytes: 2 ** 19,
    fileBytes: 2 ** 20,
    proportionalBytes: 2 ** 18,
  });
  assert.throws(() => parseMemory("VmHWM:\t1 kB\n"), /^SyntaxError: .*nothing of "RssAnon"/);
});

Deno.test({
  name: "loadRun() takes a fresh process to its first step, phase by phase",
  ignore: Deno.build.os !== "linux",
}, async () => {
  const folder = new URL("../../fixtures/golden/llama-gqa-tied/", import.meta.url);
  const run = await loadRun({
    model: {
      weights: fileURLToPath(new URL("model.safetensors", folder)),
      config: JSON.parse(await Deno.readTextFile(new URL("config.json", folder))),
    },
    engine,
    size: { batch: 1, tokens: 4 },
    steps: 2,
    sessions: 2,
  });
  assert.deepEqual(run.phases.map(({ name }) => name), [
    "modules",
    "files",
    "model",
    "graph",
    "lowering",
    "compile",
    "first step",
  ]);
  const sum = run.phases.reduce((total, { milliseconds }) => total + milliseconds, 0);
  assert.ok(sum <= run.elapsedMilliseconds);
  assert.equal(run.stepsMilliseconds.length, 2);
  assert.equal(run.memoryOfMoreSessions.length, 1);
  assert.ok(run.memory.peakBytes >= run.memory.anonymousBytes);
});

/** Growth where a step takes what `time` says; compile time and memory stay. */
async function measured(time: (request: LoadRequest) => number) {
  const folder = await Deno.makeTempDir();
  const memory = { peakBytes: 3e6, anonymousBytes: 1e6, fileBytes: 1e6, proportionalBytes: 2e6 };
  const run = (request: LoadRequest): Promise<LoadRun> => {
    const steps = Array.from({ length: request.steps }, () => time(request));
    return Promise.resolve({
      elapsedMilliseconds: 1,
      phases: ["graph", "lowering", "compile"].map((name) => ({ name, milliseconds: 1, memory })),
      stepsMilliseconds: steps,
      memory: { ...memory, anonymousBytes: 2e6 },
      memoryOfMoreSessions: [],
      weightBytes: 1,
    });
  };
  try {
    const options = {
      bounds,
      engine,
      rounds: 2,
      steps: 3,
      folder,
      command: "deno task bench",
      run,
    };
    return await growth(options);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
