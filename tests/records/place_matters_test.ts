import assert from "node:assert/strict";
import { placeMatters } from "../../src/records/place_matters.ts";
import { type ArrangementName, arrangements, fitGraph } from "../../src/proto/mod.ts";
import { normals, stream } from "../../src/random/mod.ts";
import { float32, floats, int64, onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { goldenModel } from "../models/golden_checkpoint.ts";

const batch = 8;
const cpu = { engine: "onnxruntime", device: "cpu", batch } as const;

for (const checkpoint of ["llama-gqa-tied", "gpt-neox"]) {
  for (const weights of ["packed", "mapped"] as const) {
    Deno.test(`where placeMatters() says no, it does not: ${checkpoint}, ${weights}`, async () => {
      const model = await goldenModel(checkpoint);
      const lengths = [1, 2, 3, 4, 5, 7, 8, 11, 12, 16, 24, 32];
      for (const arrangement of ["[e]×N", "[e][m]×(N−1)", "[e][m]×N"] as const) {
        for (const tokens of lengths) {
          if (placeMatters({ arrangement, tokens, engine: cpu })) continue;
          const [first, ...others] = await placesOf(model, { arrangement, tokens, weights });
          for (const other of others) {
            assert.deepEqual(other, first, `${arrangement}, N = ${tokens}`);
          }
        }
      }
    });
  }
}

Deno.test("placeMatters() says yes at lengths of the paper's grid, and never for B = 1", () => {
  const grid = [4, 5, 8, 11, 16, 22, 32, 45, 64, 90, 128, 181, 362, 724, 1448];
  const matters = (engine: Parameters<typeof placeMatters>[0]["engine"]) =>
    grid.filter((tokens) => placeMatters({ arrangement: "[e][m]×(N−1)", tokens, engine }));
  assert.deepEqual(matters(cpu), [5, 11, 22, 45, 90, 181, 362]);
  assert.deepEqual(matters({ ...cpu, batch: 1 }), []);
  const longer = [1, 2, 3, 4, 7, 8].filter((tokens) =>
    placeMatters({ arrangement: "[e][m]×N", tokens, engine: cpu })
  );
  assert.deepEqual(longer, [4, 7, 8]);
  // Not known there.
  assert.deepEqual(matters({ ...cpu, device: "cuda" }), []);
});

/** Loss and gradient of one text from each place of a batch that has nothing else. */
async function placesOf(
  model: Awaited<ReturnType<typeof goldenModel>>,
  { arrangement: name, tokens, weights }: {
    readonly arrangement: ArrangementName;
    readonly tokens: number;
    readonly weights: "packed" | "mapped";
  },
) {
  const { width, vocabulary } = model.config;
  const arrangement = arrangements[name];
  const { vectors } = arrangement;
  const size = vectors * width;
  const graph = fitGraph(model, arrangement, { batch, tokens });
  await using program = await onnxRuntimeEngine({ threads: 1, weights }).compile(graph);
  const one = normals(stream(1, "proto-init", 0), size);
  const proto = new Float32Array(batch * size);
  for (let at = 0; at < batch; at++) proto.set(one, at * size);
  const { loss, gradient } = await program.run({
    proto: float32(proto, [batch, vectors, width]),
    targets: int64(
      Array.from({ length: batch * tokens }, (_, i) => (i % tokens * 37) % vocabulary),
      [batch, tokens],
    ),
  });
  return Array.from({ length: batch }, (_, at) => ({
    loss: floats(loss)[at],
    gradient: floats(gradient).slice(at * size, (at + 1) * size),
  }));
}
