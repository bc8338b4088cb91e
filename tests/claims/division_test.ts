import assert from "node:assert/strict";
import { divisionOf } from "../../src/claims/division.ts";
import type { Recipe } from "../../src/proto/mod.ts";

/** As records of the first reports have it. */
const old = {
  name: "paper",
  initialDeviation: 1,
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.9,
  epsilon: 1e-8,
  weightDecay: 0.01,
  maxSteps: 5000,
  restart: null,
} as unknown as Recipe;

const { restart: _, ...withoutRestart } = old;

/** Recipes that fit as the paper's does, however they say it. */
const same: [string, Recipe][] = [
  ["as the first records have it", old],
  ["without the field for restarts", withoutRestart],
  ["with its start said", { ...old, start: { from: "normal", deviation: 1 } }],
  ["with its optimiser said", { ...old, optimiser: { by: "adamw" } }],
  ["with equal rates said", { ...old, rates: [1, 1] }],
  ["with fields left undefined", { ...old, weighting: undefined, schedule: undefined }],
];

for (const [how, recipe] of same) {
  Deno.test(`the paper's recipe ${how} is closed, and cut with another budget`, () => {
    assert.equal(divisionOf(recipe), "closed");
    assert.equal(divisionOf({ ...recipe, maxSteps: 4999 }), "cut");
    assert.equal(divisionOf(recipe, { numeric: "int8-dynamic" }), "open");
  });
}

const other: [string, Partial<Recipe>][] = [
  ["restarts", { restart: { patienceSteps: 300, starts: 8 } }],
  ["a start twice as wide", { start: { from: "normal", deviation: 2 } }],
  ["a common start", { start: { from: "common", noise: 0 } }],
  ["another optimiser", { optimiser: { by: "adamw by vector" } }],
  ["a rate of its own for m", { rates: [1, 0.5] }],
  ["a schedule", { schedule: { kind: "warm-up", steps: 10 } }],
  ["a margin", { marginNats: 0.5 }],
  ["a power of the losses", { lossPower: 2 }],
  ["no decay", { weightDecay: 0 }],
  ["another name", { name: "open" }],
];

for (const [what, changes] of other) {
  Deno.test(`the paper's recipe with ${what} is open`, () => {
    assert.equal(divisionOf({ ...old, ...changes }), "open");
  });
}

Deno.test("a recipe with a field that nobody knows here is open", () => {
  assert.equal(divisionOf({ ...old, lever: 1 } as Recipe), "open");
});
