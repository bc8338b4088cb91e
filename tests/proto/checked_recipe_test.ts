import assert from "node:assert/strict";
import { checkedRecipe, type Recipe, recipes } from "../../src/proto/mod.ts";

/** Changes to the open recipe, and what is said of them. */
const WRONG: [changes: object, name: string, message: RegExp][] = [
  [
    { learningRate: 0 },
    "RangeError",
    /^Cannot use recipe "open": its learningRate is 0, want a pos/,
  ],
  [{ learningRate: NaN }, "RangeError", /its learningRate is NaN, want a positive number$/],
  [{ learningRate: "0.3" }, "TypeError", /its learningRate is "0.3", want a positive number$/],
  [{ beta2: 1 }, "RangeError", /its beta2 is 1, want a number from 0 to below 1$/],
  [{ weightDecay: -0.1 }, "RangeError", /its weightDecay is -0.1, want a number of at least 0$/],
  [{ maxSteps: 2.5 }, "RangeError", /its maxSteps is 2.5, want a whole number of at least 1$/],
  [{ restart: { starts: 2 } }, "RangeError", /its restart is \{"starts":2\}, want null or \{ pat/],
  [{ restart: 3 }, "TypeError", /its restart is 3, want null or \{ patienceSteps, starts \}/],
  [
    { start: { from: "common" } },
    "RangeError",
    /its start is \{"from":"common"\}, want \{ from: … \}/,
  ],
  [{ schedule: { kind: "warm-up", steps: NaN } }, "RangeError", /its schedule is .*, want \{ kind/],
  [{ rates: [1, -1] }, "RangeError", /its rates is \[1,-1\], want a list of numbers of at least 0/],
  [{ optimiser: { by: "sgd" } }, "RangeError", /^Cannot use optimiser "sgd": known are adamw, /],
  [{ lossPower: 1.5 }, "RangeError", /its lossPower is 1.5, want 1, 2 or 3$/],
  [{ marginNats: "1" }, "TypeError", /its marginNats is "1", want a positive number$/],
  [{ name: "my own" }, "RangeError", /^Cannot use recipe "my own": its name is "my own", want a w/],
  [{ learningrate: 0.3 }, "TypeError", /there is no field "learningrate", only name, /],
];

for (const [changes, name, message] of WRONG) {
  Deno.test(`checkedRecipe() refuses ${JSON.stringify(changes)}`, () => {
    assert.throws(() => checkedRecipe({ ...recipes.open, ...changes }), { name, message });
  });
}

Deno.test("checkedRecipe() names the field that is missing", () => {
  for (const field of Object.keys(recipes.open).filter((name) => name !== "restart")) {
    const { [field as keyof Recipe]: _, ...others } = recipes.open;
    assert.throws(() => checkedRecipe(others as Recipe), {
      name: "TypeError",
      message: new RegExp(`its ${field} is missing; begin with { \\.\\.\\.recipes.open }`),
    });
  }
});

Deno.test("checkedRecipe() lets no changed recipe pass for a known one", () => {
  const { open, paper } = recipes;
  assert.deepEqual(checkedRecipe(open), open);
  assert.deepEqual(checkedRecipe(paper), paper);
  assert.equal(checkedRecipe({ ...paper, maxSteps: 9 }).name, "paper");
  assert.equal(checkedRecipe({ ...paper, beta2: 0.99 }).name, "paper-changed");
  assert.equal(checkedRecipe({ ...open, restart: null }).name, "open-changed");
  assert.equal(checkedRecipe({ ...open, rates: [1, 0.5] }).name, "open-changed");
  assert.deepEqual(checkedRecipe({ ...open, rates: undefined }), open);
  for (const known of Object.values(recipes)) assert.deepEqual(checkedRecipe(known), known);
  assert.equal(checkedRecipe({ ...open, name: "mine", beta2: 0.99 }).name, "mine");
});
