import assert from "node:assert/strict";
import golden from "../../../fixtures/golden/adamw_trace.json" with { type: "json" };
import { type AdamWSettings, adamWState, adamWStep } from "../../../src/proto/mod.ts";

/**
 * How many representable float32 numbers lie between ours and torch.optim.AdamW's, at most. The
 * moments are the same bits; PyTorch's vectorised square root is not always correctly rounded, and
 * where a parameter comes near zero a last bit becomes several.
 */
const bounds = { firstMoment: 0, secondMoment: 0, parameter: 64 };

for (const { name, recipe, steps } of golden.traces) {
  Deno.test(`adamWStep() takes torch.optim.AdamW's ten steps, ${name} recipe`, () => {
    const parameters = Float32Array.from(golden.initial);
    const state = adamWState(parameters.length);
    steps.forEach((want, step) => {
      const gradient = Float32Array.from(golden.gradients[step]);
      adamWStep(parameters, gradient, { state, settings: settingsOf(recipe) });
      const got = { ...state, parameter: parameters };
      for (const part of ["firstMoment", "secondMoment", "parameter"] as const) {
        want[part].forEach((value, i) => {
          const distance = floatsBetween(got[part][i], value);
          assert.ok(
            distance <= bounds[part],
            `step ${step}, ${part}[${i}] is ${got[part][i]}, want ${value}: ${distance} apart`,
          );
        });
      }
    });
    assert.equal(state.step, steps.length);
  });
}

Deno.test("adamWStep() moves a component without a gradient by decay alone", () => {
  const { recipe, steps } = golden.traces.find(({ name }) => name === "paper")!;
  const parameters = Float32Array.of(golden.initial[7]);
  const state = adamWState(1);
  for (const want of steps) {
    adamWStep(parameters, new Float32Array(1), { state, settings: settingsOf(recipe) });
    assert.equal(parameters[0], want.parameter[7]);
  }
});

function settingsOf(recipe: (typeof golden.traces)[number]["recipe"]): AdamWSettings {
  return {
    learningRate: recipe.lr,
    beta1: recipe.betas[0],
    beta2: recipe.betas[1],
    epsilon: recipe.eps,
    weightDecay: recipe.weight_decay,
  };
}

function floatsBetween(a: number, b: number): number {
  const [left, right] = new Int32Array(Float32Array.of(a, b).buffer);
  return left < 0 === right < 0 ? Math.abs(left - right) : a === b ? 0 : Infinity;
}
