import assert from "node:assert/strict";
import {
  type ArrangementName,
  arrangementNamed,
  arrangements,
  fitGraph,
  reconstruct,
  reconstructGraph,
} from "../../src/proto/mod.ts";
import { float32, floats, int64, integers, onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { normals, stream } from "../../src/random/mod.ts";
import { goldenModel } from "../models/golden_checkpoint.ts";
import { embeddedLogitsGraph } from "../models/logits_graph.ts";
import { rowArgMax } from "../models/row_arg_max.ts";

const engine = onnxRuntimeEngine({ threads: 1 });

/** Table 1 of 2505.21189v2, written out for N = 4: which vector stands where. */
const layouts: Readonly<Record<ArrangementName, string>> = {
  "[e]×N": "eeee",
  "[e]×N/2[m]×N/2": "eemm",
  "[e,m]×N/2": "emem",
  "[e][m]×N": "emmmm",
  "[e][m]×(N−1)": "emmm",
};

for (const [name, layout] of Object.entries(layouts)) {
  const order = [...layout].map((letter) => "em".indexOf(letter));

  Deno.test(`${name} is laid out ${layout} for four tokens`, () => {
    assert.deepEqual(arrangementNamed(name).inputs(4), order);
    assert.equal(arrangementNamed(name).vectors, new Set(layout).size);
  });

  Deno.test(`${name} scores the last N outputs, without a shift`, async () => {
    const model = await goldenModel("gpt-neox");
    const { width, vocabulary } = model.config;
    const arrangement = arrangementNamed(name);
    const { vectors } = arrangement;
    const proto = normals(stream(3, "arrangement-test"), vectors * width);
    const inputs = order.flatMap((v) => [...proto.subarray(v * width, (v + 1) * width)]);
    // What the model says when the vectors are laid out by hand.
    const size = { batch: 1, tokens: order.length };
    await using plain = await engine.compile(embeddedLogitsGraph(model, size));
    const { logits } = await plain.run({
      inputs: float32(Float32Array.from(inputs), [1, order.length, width]),
    });
    const want = rowArgMax(floats(logits), vocabulary).slice(-4);

    const target = { batch: 1, tokens: 4 };
    await using reader = await engine.compile(reconstructGraph(model, arrangement, target));
    assert.deepEqual(await reconstruct(proto, { program: reader, vectors, width }), want);
    await using fitter = await engine.compile(fitGraph(model, arrangement, target));
    const { prediction } = await fitter.run({
      proto: float32(proto, [1, vectors, width]),
      targets: int64([1, 2, 3, 4], [1, 4]),
    });
    assert.deepEqual(integers(prediction), want);
  });

  Deno.test(`${name}: the gradient is the slope of the loss`, async () => {
    const model = await goldenModel("llama-gqa-tied");
    const { width } = model.config;
    const arrangement = arrangementNamed(name);
    const shape = [1, arrangement.vectors, width];
    const target = { batch: 1, tokens: 4 };
    await using program = await engine.compile(fitGraph(model, arrangement, target));
    const at = async (proto: Float32Array) => {
      const targets = int64([9, 8, 7, 6], [1, 4]);
      return await program.run({ proto: float32(proto, shape), targets });
    };
    const proto = normals(stream(4, "arrangement-test"), arrangement.vectors * width);
    const gradient = floats((await at(proto)).gradient);
    // Along the gradient itself the slope is its length squared, and float32 resolves it best.
    const h = 1e-2 / Math.hypot(...gradient);
    const moved = (step: number) => proto.map((value, i) => value + step * gradient[i]);
    const above = floats((await at(moved(h))).loss)[0];
    const below = floats((await at(moved(-h))).loss)[0];
    const slope = (above - below) / (2 * h);
    const want = Math.hypot(...gradient) ** 2;
    assert.ok(Math.abs(slope - want) <= 5e-3 * want, `slope ${slope}, length squared ${want}`);
  });
}

Deno.test("an odd length gives the extra place to e", () => {
  assert.deepEqual(arrangements["[e]×N/2[m]×N/2"].inputs(5), [0, 0, 0, 1, 1]);
  assert.deepEqual(arrangements["[e,m]×N/2"].inputs(5), [0, 1, 0, 1, 0]);
});

Deno.test("one token is e alone, and [e][m]×N has one m", () => {
  const inputs = Object.values(arrangements).map((arrangement) => arrangement.inputs(1));
  assert.deepEqual(inputs, [[0], [0], [0], [0, 1], [0]]);
});

Deno.test("an arrangement may be typed on a plain keyboard", () => {
  assert.equal(arrangementNamed("[e][m]x(N-1)"), arrangements["[e][m]×(N−1)"]);
  assert.equal(arrangementNamed("[e]xN/2 [m]xN/2"), arrangements["[e]×N/2[m]×N/2"]);
  assert.throws(() => arrangementNamed("[m]"), RangeError);
});
