import assert from "node:assert/strict";
import { recipeNamed, recipes } from "../../src/proto/mod.ts";

Deno.test("the paper's recipe is the paper's settings", () => {
  // Section "Experiments" of 2505.21189v2; epsilon is PyTorch's default.
  assert.deepEqual(recipeNamed("paper"), {
    name: "paper",
    initialDeviation: 1,
    learningRate: 0.01,
    beta1: 0.9,
    beta2: 0.9,
    epsilon: 1e-8,
    weightDecay: 0.01,
    maxSteps: 5000,
    restart: null,
  });
});

Deno.test("every recipe goes by its own name", () => {
  for (const [name, recipe] of Object.entries(recipes)) assert.equal(recipe.name, name);
});

Deno.test("recipeNamed() changes the budget and nothing else", () => {
  assert.deepEqual(recipeNamed("open", { maxSteps: 3 }), { ...recipes.open, maxSteps: 3 });
  assert.deepEqual(recipeNamed("open", { maxSteps: undefined }), recipes.open);
});

Deno.test("recipeNamed() names the known recipes when it is asked for another", () => {
  for (const name of ["fastest", "toString"]) {
    assert.throws(() => recipeNamed(name), (error: Error) => {
      assert.ok(error instanceof RangeError);
      assert.equal(
        error.message,
        `Cannot use recipe "${name}": known are ${Object.keys(recipes).join(", ")}`,
      );
      return true;
    });
  }
});
