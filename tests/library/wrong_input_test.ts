/** What a program does wrong, and what it is told. */
import assert from "node:assert/strict";
import { fit, type Model, openModel, readBack, readSolution } from "../../mod.ts";
import type { Solution } from "../../mod.ts";
import { threads } from "./_places.ts";

const TEXT = "The rain came over the hills";
// deno-lint-ignore no-explicit-any -- a program without types may pass anything
const any = (value: unknown) => value as any;

/** A text, options, and the error they end in, thrown before anything is run. */
const WRONG_FITS: [text: unknown, options: object, name: string, message: RegExp][] = [
  ["", {}, "RangeError", /^Cannot fit an empty text: give it at least one word$/],
  [[TEXT, " \n"], {}, "RangeError", /^Cannot fit an empty text/],
  [[], {}, "RangeError", /^Cannot fit: want a text, or a list of at least one$/],
  [undefined, {}, "TypeError", /^Cannot fit: want a text, or a list of at least one$/],
  [[TEXT, 7], {}, "TypeError", /^Cannot fit text 2: it is 7, want a string$/],
  ["half of a pair \ud83d", {}, "RangeError", /^Cannot fit/],
  [TEXT, { tokens: 99 }, "RangeError", /^Cannot take a prefix of "99" tokens: the text has 9/],
  [TEXT, { tokens: 0 }, "RangeError", /^Cannot fit with tokens 0: want a whole number of at /],
  [TEXT, { seed: -1 }, "RangeError", /^Cannot fit with seed -1: want a whole number of at least 0/],
  [TEXT, { seed: "1" }, "TypeError", /^Cannot fit with seed "1": want a whole number/],
  [
    TEXT,
    { batch: 1.5 },
    "RangeError",
    /^Cannot fit with batch 1.5: want a whole number 1 to 1024$/,
  ],
  [
    TEXT,
    { recipe: "x" },
    "RangeError",
    /^Cannot use recipe "x": known are paper, open, best, robust$/,
  ],
  [TEXT, { recipe: 3 }, "TypeError", /^Cannot use recipe 3: want an object like \{ ...recipes.op/],
  [TEXT, { arrangement: "[m]" }, "RangeError", /^Cannot use arrangement "\[m\]": known are /],
  [TEXT, { numeric: "int4" }, "RangeError", /^Cannot use numeric mode "int4": known are /],
  [
    TEXT,
    { numeric: "int8-dynamic", recipe: "paper" },
    "RangeError",
    /^Cannot fit with recipe "paper" in int8-dynamic: it is float32 only/,
  ],
  [
    "a ".repeat(600),
    {},
    "RangeError",
    /^Cannot fit \d+ tokens: they take \d+ positions, the context of tiny-llama is 512; want fewer/,
  ],
];

Deno.test("fit() refuses what cannot be fitted before it begins", async (t) => {
  await using model = await openModel("tiny-llama", { threads });
  for (const [text, options, name, message] of WRONG_FITS) {
    await t.step(`${name} ${message.source}`, () => {
      assert.throws(() => fit(model, any(text), options), { name, message });
    });
  }
});

Deno.test("fit() refuses a numeric mode that the engine lacks", async () => {
  await using model = await openModel("tiny-llama", { threads, engine: "tfjs", device: "wasm" });
  assert.throws(() => fit(model, TEXT, { numeric: "int8-dynamic" }), {
    name: "RangeError",
    message: "Cannot run int8-dynamic on tfjs wasm: only onnxruntime cpu has it",
  });
});

/** A model, options, and the error. */
const WRONG_MODELS: [model: unknown, options: object, name: string, message: RegExp][] = [
  ["x", {}, "RangeError", /^Cannot find model "x": known are smollm2-135m-instruct-q4_1, /],
  [7, {}, "TypeError", /^Cannot open model 7: want an id, a path or a URL$/],
  [
    new URL("https://example.org/m"),
    {},
    "RangeError",
    /^Cannot open model "https:.*want a file URL/,
  ],
  ["all-minilm-l6-v2", {}, "TypeError", /^Cannot open model "all-minilm-l6-v2": it embeds sen/],
  ["tiny-llama", { engine: "x" }, "RangeError", /^Cannot use engine "x": known are onnxruntime, /],
  ["tiny-llama", { device: "x" }, "RangeError", /^Cannot use device "x": known are cpu, webgpu, /],
  ["tiny-llama", { threads: 0 }, "RangeError", /^Cannot run on 0 threads: want a whole number/],
];

for (const [model, options, name, message] of WRONG_MODELS) {
  Deno.test(`openModel() of ${model} with ${JSON.stringify(options)} is a ${name}`, async () => {
    await assert.rejects(openModel(any(model), options), { name, message });
  });
}

Deno.test("openModel() that is aborted opens nothing", async () => {
  await assert.rejects(openModel("tiny-llama", { signal: AbortSignal.abort() }), {
    name: "AbortError",
  });
});

Deno.test("what is no open model is refused", async () => {
  const closed = await openModel("tiny-llama", { threads });
  await closed[Symbol.asyncDispose]();
  await closed[Symbol.asyncDispose]();
  assert.throws(() => fit(closed, TEXT), {
    name: "TypeError",
    message: 'Cannot fit: model "tiny-llama" is closed',
  });
  assert.throws(() => fit({ ...closed } as Model, TEXT), {
    name: "TypeError",
    message: "Cannot fit: want a model as openModel() gives it",
  });
  await assert.rejects(readBack(any(null), any(null)), {
    name: "TypeError",
    message: "Cannot reconstruct: want a model as openModel() gives it",
  });
});

/** Changes to a solution of 8 tokens, and what is wrong with them. */
const WRONG_SOLUTIONS: [changes: Partial<Solution>, message: RegExp][] = [
  [{ weightsSha256: "0".repeat(64) }, /made for weights 000000000000… \(m\), tiny-llama has 5afd3/],
  [{ width: 24, proto: new Float32Array(48) }, /its vectors have 24 components, the model's 256$/],
  [{ proto: new Float32Array(256) }, /it has 256 components, \[e\]\[m\]×\(N−1\) wants 2 × 256$/],
  [{ arrangement: "[m]" }, /^Cannot use arrangement "\[m\]"/],
  [{ tokens: 2 ** 52 }, /it speaks of 4503599627370496 tokens, the model's context is 512$/],
  [{ tokens: 512, arrangement: "[e][m]×N" }, /it speaks of 512 tokens, the model's context is 512/],
  [{ tokens: 0.5 }, /it speaks of 0.5 tokens, want a whole number/],
];

Deno.test("reconstruct() refuses what the model cannot read", async (t) => {
  await using model = await openModel("tiny-llama", { threads });
  const whole: Solution = {
    proto: new Float32Array(2 * 256),
    width: 256,
    arrangement: "[e][m]×(N−1)",
    tokens: 8,
    model: "m",
    weightsSha256: model.weightsSha256,
    tokenizerSha256: model.tokenizerSha256,
    recipe: "open",
    seed: 1,
    accuracy: 1,
    tokenIdsSha256: "",
  };
  const { ids, exact } = await readBack(model, whole);
  assert.deepEqual([ids.length, exact], [8, false]);
  for (const [changes, message] of WRONG_SOLUTIONS) {
    await t.step(message.source, async () => {
      const wrong = readBack(model, { ...whole, ...changes });
      await assert.rejects(wrong, { name: "RangeError", message });
    });
  }
  await t.step("no solution at all", async () => {
    await assert.rejects(readBack(model, any({ ...whole, proto: [1, 2] })), TypeError);
  });
});

Deno.test("readSolution() of what is no solution is a SyntaxError", async () => {
  await assert.rejects(readSolution("fixtures/tiny/tiny-llama/model.safetensors"), {
    name: "SyntaxError",
    message: /^Cannot read solution ".*": it is no solution/,
  });
});
