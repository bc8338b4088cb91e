import assert from "node:assert/strict";
import { breakEvens } from "../../src/claims/break_even.ts";
import type { MeasuredFit, MeasuredThroughput } from "../../src/claims/evidence.ts";
import { type PlantedFit, plantedFit, plantedThroughput } from "./planted_records.ts";

const timing = (onePassMilliseconds: number[], autoregressiveMilliseconds: number[]) =>
  plantedThroughput({
    onePassMilliseconds,
    autoregressiveMilliseconds,
    ratio: { estimate: 1, low: 1, high: 1 },
  }, { tokens: 8 }) as unknown as MeasuredThroughput;

const fit = (planted: Partial<PlantedFit>) =>
  plantedFit({ text: 1, tokens: 8, accuracy: 1, ...planted }) as unknown as MeasuredFit;

Deno.test("breakEvens() divides what a fit took by what one pass saves in the median", () => {
  const [{ savedSeconds, decodes }] = breakEvens(timing([10, 20, 90], [110, 120, 130]), [
    fit({ seconds: 5 }),
  ]);
  assert.equal(savedSeconds, 0.1);
  assert.equal(decodes, 50);
});

Deno.test("breakEvens() of a slower one pass is never reached", () => {
  const [{ decodes }] = breakEvens(timing([30, 30], [20, 20]), [fit({})]);
  assert.equal(decodes, null);
});

Deno.test("breakEvens() takes exact fits of the timed text in the paper’s arrangement alone", () => {
  const others: Partial<PlantedFit>[] = [
    { accuracy: 0.875 },
    { text: 2 },
    { tokens: 4 },
    { arrangement: "[e]×N" },
    { model: { id: "other" } },
  ];
  assert.deepEqual(breakEvens(timing([1, 1], [2, 2]), others.map(fit)), []);
});
