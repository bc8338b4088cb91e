import assert from "node:assert/strict";
import {
  frozenProgram,
  type FrozenVectors,
  withFrozen,
} from "../../src/experiments/frozen_vectors.ts";
import {
  arrangements,
  fitAll,
  fitGraph,
  type FittedText,
  initialVectors,
  recipeNamed,
} from "../../src/proto/mod.ts";
import { float32, floats, type Program } from "../../src/runtime/mod.ts";
import { engine, tinyModel } from "./tiny_run.ts";

const model = await tinyModel();
const { width } = model.config;
const arrangement = arrangements["[e][m]×(N−1)"];
const recipe = recipeNamed("paper", { maxSteps: 12 });
const frozen: FrozenVectors = new Map([[
  0,
  initialVectors(recipe, { seed: 9, index: 0, size: width }),
]]);

Deno.test("withFrozen() replaces a vector in every place of the batch and nothing else", () => {
  const proto = Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8]);
  const m = new Map([[1, Float32Array.from([-1, -2])]]);
  assert.deepEqual([...withFrozen(proto, { frozen: m, vectors: 2 })], [1, 2, -1, -2, 5, 6, -1, -2]);
  assert.deepEqual([...proto], [1, 2, 3, 4, 5, 6, 7, 8]);
});

Deno.test("every pass of a fit sees the frozen e, although weight decay moves the optimiser's", async () => {
  const seen: Float32Array[] = [];
  const fitted = await fit((program) =>
    frozenProgram({
      ...program,
      run: (feeds) => (seen.push(floats(feeds.proto).slice(0, width)), program.run(feeds)),
    }, frozen)
  );
  assert.equal(seen.length, 13);
  for (const e of seen) assert.deepEqual(e, frozen.get(0));
  assert.notDeepEqual(fitted.proto.slice(0, width), frozen.get(0));
});

Deno.test("the trained m does not depend on what the optimiser makes of the frozen e", async () => {
  const plain = await fit((program) => frozenProgram(program, frozen));
  const shaken = await fit((program) => shaking(frozenProgram(program, frozen)));
  assert.notDeepEqual(shaken.proto.slice(0, width), plain.proto.slice(0, width));
  assert.deepEqual(shaken.proto.slice(width), plain.proto.slice(width));
  assert.deepEqual(
    [shaken.accuracy, shaken.lossNats, shaken.steps],
    [plain.accuracy, plain.lossNats, plain.steps],
  );
});

async function fit(wrapped: (program: Program) => Program): Promise<FittedText> {
  await using program = await engine.compile(fitGraph(model, arrangement, { batch: 1, tokens: 3 }));
  let fitted: FittedText | undefined;
  await fitAll([{ id: "text", targets: [40, 3, 77], seed: 1, index: 0, recipe }], {
    program: wrapped(program),
    batch: 1,
    tokens: 3,
    vectors: 2,
    width,
    onFitted: (one) => void (fitted = one),
  });
  return fitted!;
}

/** A program whose gradient for e points elsewhere. */
function shaking(program: Program): Program {
  return {
    ...program,
    async run(feeds) {
      const { gradient, ...others } = await program.run(feeds);
      const turned = floats(gradient).map((value, i) => i < width ? -3 * value : value);
      return { ...others, gradient: float32(turned, gradient.shape) };
    },
  };
}
