import assert from "node:assert/strict";
import {
  arrangements,
  fitAll,
  fitGraph,
  type FitTask,
  type FittedText,
  recipeNamed,
} from "../../src/proto/mod.ts";
import { normals, stream } from "../../src/random/mod.ts";
import {
  float32,
  floats,
  int64,
  integers,
  onnxRuntimeEngine,
  type Program,
} from "../../src/runtime/mod.ts";
import { quantisedColumns } from "../../src/runtime/int8_weights.ts";
import { goldenModel } from "../models/golden_checkpoint.ts";

const [batch, tokens] = [3, 4];
const arrangement = arrangements["[e][m]×(N−1)"];

for (const checkpoint of ["llama-gqa-tied", "gpt-neox"]) {
  Deno.test(`int8 leaves loss and prediction as they are, gradients near, ${checkpoint}`, async () => {
    const model = await goldenModel(checkpoint);
    const { width, vocabulary } = model.config;
    const feeds = {
      proto: float32(normals(stream(1, "proto-init", 0), batch * 2 * width), [batch, 2, width]),
      targets: int64(
        Array.from({ length: batch * tokens }, (_, i) => (i * 37) % vocabulary),
        [batch, tokens],
      ),
    };
    await withPrograms(checkpoint, async ({ exact, int8 }) => {
      const [want, got] = [await exact.run(feeds), await int8.run(feeds)];
      assert.deepEqual(integers(got.prediction), integers(want.prediction));
      // The two graphs are laid out differently, so the last bit may differ.
      floats(want.loss).forEach((loss, i) => near(floats(got.loss)[i], loss, 1e-6));
      const [right, rough] = [floats(want.gradient), floats(got.gradient)];
      const norm = (values: Float32Array) => Math.hypot(...values);
      const error = norm(right.map((value, i) => value - rough[i])) / norm(right);
      assert.ok(error > 0, "no product was taken in int8");
      assert.ok(error < 0.1, `gradients are ${error} off`);
    });
  });
}

Deno.test("in int8, too, a fit's bits do not depend on who shares its batch", async () => {
  const tasks: FitTask[] = [[5, 17, 33, 80], [9, 9, 9, 60], [44, 45, 46, 47]].map((targets, i) => ({
    id: `${i}`,
    targets,
    seed: i + 1,
    index: 0,
    recipe: recipeNamed("open", { maxSteps: 40 }),
  }));
  await withPrograms("llama-gqa-tied", async ({ int8: program, width }) => {
    const fit = async (some: readonly FitTask[]) => {
      const ended = new Map<string, FittedText>();
      await fitAll(some, {
        program,
        batch,
        tokens,
        vectors: 2,
        width,
        onFitted: (fitted) => void ended.set(fitted.task.id, fitted),
      });
      return ended;
    };
    const together = await fit(tasks);
    for (const task of tasks) {
      assert.deepEqual((await fit([task])).get(task.id), together.get(task.id));
    }
  });
});

Deno.test("quantisedColumns() makes each column's largest magnitude 127", () => {
  const { values, scales } = quantisedColumns(Float32Array.of(1, -4, 0, -0.25, 3, 0), [2, 3]);
  assert.deepEqual([...values], [127, -127, 0, -32, 95, 0]);
  assert.deepEqual([...scales], [1 / 127, 4 / 127, 1].map(Math.fround));
});

async function withPrograms(
  checkpoint: string,
  use: (programs: { exact: Program; int8: Program; width: number }) => Promise<void>,
): Promise<void> {
  const model = await goldenModel(checkpoint);
  const graph = fitGraph(model, arrangement, { batch, tokens });
  const int8Folder = await Deno.makeTempDir();
  try {
    await using exact = await onnxRuntimeEngine({ threads: 1 }).compile(graph);
    await using int8 = await onnxRuntimeEngine({ threads: 1, int8Folder }).compile(graph);
    await use({ exact, int8, width: model.config.width });
  } finally {
    await Deno.remove(int8Folder, { recursive: true });
  }
}

function near(got: number, want: number, tolerance: number): void {
  assert.ok(Math.abs(got - want) <= tolerance * Math.abs(want), `want ${want}, got ${got}`);
}
