import assert from "node:assert/strict";
import golden from "../../fixtures/golden/adamw_trace.json" with { type: "json" };
import {
  moveParameters,
  newTrainingState,
  parameterSpecs,
  rateAt,
  trainingSettings,
} from "../../src/amortised/mod.ts";
import { smallSizes } from "./small_encoder.ts";

for (const { name, recipe, steps } of golden.traces) {
  Deno.test(`moveParameters() takes torch.optim.AdamW's steps to a few millionths, ${name}`, () => {
    const state = newTrainingState(smallSizes, 1);
    const parameter = state.parameters.get("positions")!;
    parameter.set(golden.initial);
    const settings = {
      ...trainingSettings,
      learningRate: recipe.lr,
      beta1: recipe.betas[0],
      beta2: recipe.betas[1],
      epsilon: recipe.eps,
      weightDecay: recipe.weight_decay,
      clip: Infinity,
      warmUpSteps: 1,
      decayShare: 1e-9,
    };
    steps.forEach((want, step) => {
      const gradient = new Float32Array(parameter.length);
      gradient.set(golden.gradients[step]);
      moveParameters(state, new Map([["positions", gradient]]), {
        ...{ sizes: smallSizes, steps: 1000, settings },
      });
      want.parameter.forEach((value, i) => {
        const apart = Math.abs(parameter[i] - value);
        assert.ok(apart <= 3e-6 * Math.max(1, Math.abs(value)), `step ${step}, ${i}: ${apart}`);
      });
    });
  });
}

Deno.test("moveParameters() cuts all gradients together, to one length", () => {
  const norm = (clip: number) => {
    const state = newTrainingState(smallSizes, 1);
    const gradients = new Map(
      parameterSpecs(smallSizes).slice(0, 2).map(({ name, shape }) => [
        name,
        new Float32Array(shape[0] * shape[1]).fill(0.5),
      ]),
    );
    const settings = { ...trainingSettings, clip };
    const length = moveParameters(state, gradients, { sizes: smallSizes, steps: 10, settings });
    return { length, first: state.first.get("positions")![0] };
  };
  const size = 3 * 48 * 12 + 12;
  const uncut = norm(1e9);
  const want = Math.sqrt(size * 0.25);
  assert.ok(Math.abs(uncut.length - want) < 1e-9, `${uncut.length}, want ${want}`);
  const cut = norm(1);
  assert.ok(Math.abs(cut.first * want / uncut.first - 1) < 1e-6);
});

Deno.test("the rate rises, stays, and falls to zero", () => {
  const settings = { learningRate: 2, warmUpSteps: 4, decayShare: 0.5 };
  const rates = [0, 1, 3, 9, 10, 15, 20].map((step) => rateAt(step, { steps: 20, settings }));
  assert.deepEqual(rates, [0.5, 1, 2, 2, 2, 1, 0]);
});
