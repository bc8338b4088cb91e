import assert from "node:assert/strict";
import { initialParameters, trainingPrograms } from "../../src/amortised/mod.ts";
import { onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { parametersOff } from "./parameters_off.ts";
import { smallSizes, smallTraining } from "./small_encoder.ts";

const batch = 2;
const tokens = 3;
const ids = [5, 17, 33, 80, 9, 60];
const engine = onnxRuntimeEngine({ threads: 1 });

for (const name of initialParameters(smallSizes, 5).keys()) {
  if (name === "length 2") continue;
  Deno.test(`the loss's gradient along "${name}" is its central difference`, async () => {
    await using programs = await trainingPrograms(await smallTraining(engine), { batch, tokens });
    const parameters = parametersOff();
    const { gradients } = await programs.descend({ ids }, parameters);
    const gradient = gradients.get(name)!;
    const length = Math.hypot(...gradient);
    assert.ok(length > 1e-4, `its gradient is ${length} long, want one to compare`);
    const lossAt = async (way: number) => {
      const moved = new Map(parameters);
      moved.set(name, parameters.get(name)!.map((x, i) => x + way * gradient[i] / length));
      const { lossNats } = await programs.score(ids, moved);
      return lossNats.reduce((sum, x) => sum + x, 0) / batch;
    };
    const step = 0.02;
    const slope = (await lossAt(step) - await lossAt(-step)) / (2 * step);
    const apart = Math.abs(slope - length);
    assert.ok(apart <= 0.02 * length + 2e-4, `slope ${slope}, the gradient says ${length}`);
  });
}

Deno.test("texts of one length leave the other length's row alone", async () => {
  await using programs = await trainingPrograms(await smallTraining(engine), { batch, tokens });
  const { gradients } = await programs.descend({ ids }, parametersOff());
  assert.ok(gradients.has("length 3"));
  assert.ok(!gradients.has("length 2"));
});
