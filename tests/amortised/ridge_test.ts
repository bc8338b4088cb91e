import assert from "node:assert/strict";
import { ridge } from "../../src/amortised/mod.ts";
import { normals, stream } from "../../src/random/mod.ts";

Deno.test("ridge() finds a linear map from fewer examples than features where it is there", () => {
  // Five directions of twelve features matter, and there are ten examples.
  const mix = normals(stream(1, "test-ridge"), 60);
  const inner = Array.from({ length: 12 }, (_, i) => normals(stream(2, "test-ridge", i), 5));
  const features = inner.map((z) =>
    Float32Array.from(
      { length: 12 },
      (_, j) => z.reduce((sum, x, k) => sum + x * mix[k * 12 + j], 0),
    )
  );
  const outputs = inner.map((z) => Float32Array.of(7 + 2 * z[0] - z[3]));
  const { predict, penalty } = ridge(features.slice(0, 10), outputs.slice(0, 10));
  assert.equal(penalty, 0.001);
  for (const at of [10, 11]) {
    const [got] = predict(features[at]);
    assert.ok(Math.abs(got - outputs[at][0]) < 0.6, `${got}, want ${outputs[at][0]}`);
  }
});

Deno.test("ridge() shrinks to the mean where features say nothing", () => {
  const features = Array.from({ length: 40 }, (_, i) => normals(stream(3, "test-ridge", i), 4));
  const outputs = features.map((_, i) => normals(stream(4, "test-ridge", i), 1));
  const { penalty, predict } = ridge(features, outputs);
  assert.equal(penalty, 10);
  const mean = outputs.reduce((sum, [x]) => sum + x, 0) / 40;
  assert.ok(Math.abs(predict(features[0])[0] - mean) < 0.2);
});

Deno.test("ridge() wants two examples", () => {
  assert.throws(() => ridge([Float32Array.of(1)], [Float32Array.of(1)]), {
    name: "RangeError",
    message: "Cannot regress: got 1 and 1 examples, want two or more",
  });
});
