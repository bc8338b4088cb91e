import assert from "node:assert/strict";
import {
  type FittedBank,
  initialParameters,
  openEncoder,
  trainingPrograms,
  trainingTexts,
  wholeOf,
} from "../../src/amortised/mod.ts";
import { onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { smallDistance, smallDistanceTraining, smallSizes } from "./small_encoder.ts";
import { parametersOff } from "./parameters_off.ts";

const batch = 4;
const tokens = 3;
const engine = onnxRuntimeEngine({ threads: 1 });
const against = await smallDistanceTraining(engine);
const { fitted, frozen, sizes } = against;
const step = { seed: 1, step: 0, batch, tokens };
const texts = trainingTexts({ books: new Int32Array(0), fitted }, step);

/** Of each text, by the encoder as `encode` runs it and a formula of the test's own. */
async function distances(parameters: ReturnType<typeof parametersOff>): Promise<number[]> {
  await using open = openEncoder({ sizes, parameters }, { frozen, engine });
  const rows = Array.from({ length: batch }, (_, at) => texts.ids.slice(3 * at, 3 * at + 3));
  const pointed = await open.encode(rows);
  return pointed.map((proto, at) =>
    smallDistance(proto, texts.solutions!.subarray(96 * at, 96 * (at + 1)))
  );
}

Deno.test("the distance is that of the metric's own measure, text by text", async () => {
  await using programs = await trainingPrograms(against, { batch, tokens });
  const { losses } = await programs.descend(texts, parametersOff());
  const want = await distances(parametersOff());
  want.forEach((value, at) => {
    assert.ok(Math.abs(losses[at] - value) <= 1e-5 * value, `${at}: ${losses[at]}, want ${value}`);
  });
});

for (const name of initialParameters(smallSizes, 5).keys()) {
  if (name === "length 2") continue;
  Deno.test(`the distance's gradient along "${name}" is its central difference`, async () => {
    await using programs = await trainingPrograms(against, { batch, tokens });
    const parameters = parametersOff();
    const gradient = (await programs.descend(texts, parameters)).gradients.get(name)!;
    const length = Math.hypot(...gradient);
    assert.ok(length > 1e-4, `its gradient is ${length} long, want one to compare`);
    const lossAt = async (way: number) => {
      const moved = new Map(parameters);
      moved.set(name, parameters.get(name)!.map((x, i) => x + way * gradient[i] / length));
      return (await distances(moved)).reduce((sum, x) => sum + x, 0) / batch;
    };
    const way = 0.02;
    const slope = (await lossAt(way) - await lossAt(-way)) / (2 * way);
    const apart = Math.abs(slope - length);
    assert.ok(apart <= 0.01 * length + 1e-4, `slope ${slope}, the gradient says ${length}`);
  });
}

Deno.test("a step's texts are fitted windows with their own solutions, by its number", () => {
  const { texts: windows, protos } = fitted.windows.get(tokens)!;
  const seen = new Set<number>();
  for (let at = 0; at < batch; at++) {
    const which = windows.findIndex((ids) => ids[0] === texts.ids[3 * at]);
    assert.deepEqual(texts.ids.slice(3 * at, 3 * at + 3), windows[which]);
    assert.deepEqual(texts.solutions!.slice(96 * at, 96 * (at + 1)), protos[which]);
    seen.add(which);
  }
  assert.equal(seen.size, 2);
  assert.deepEqual(trainingTexts({ books: new Int32Array(0), fitted }, step), texts);
});

Deno.test("a window that did not come back whole is left out", () => {
  const protos = [1, 2, 3].map((x) => Float32Array.of(x));
  const bank: FittedBank = {
    texts: [[1, 2], [3, 4], [5, 6]],
    protos,
    said: [[1, 2], [3, 5], [5, 6]],
    exact: 2,
    textSteps: 30,
  };
  assert.deepEqual(wholeOf(bank), {
    texts: [[1, 2], [5, 6]],
    protos: [protos[0], protos[2]],
  });
});
