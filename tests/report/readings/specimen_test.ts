import assert from "node:assert/strict";
import { specimenOf } from "../../../src/report/readings/specimen.ts";
import type { MeasuredFit } from "../../../src/report/readings/measured.ts";
import { generator, syntheticFit } from "../synthetic_records.ts";

const random = generator(5);
const fitOf = (tokens: number, recipe: "paper" | "open") =>
  syntheticFit({ tokens, recipe, text: 1, random }) as unknown as MeasuredFit;

Deno.test("specimenOf() takes the longest text that came back whole", () => {
  const fits = [fitOf(8, "open"), fitOf(16, "open"), fitOf(32, "paper")];
  assert.equal(specimenOf(fits)!.fit, fits[1]);
  assert.equal(specimenOf([]), null);
});

Deno.test("specimenOf() shows what stood where a token was wrong, where the record says so", () => {
  const fit = fitOf(8, "open");
  const trajectory = [
    { step: 0, lossNats: 3, accuracy: 0.75, hits: "01111011", wrongIds: [900, 901] },
    { step: 1, lossNats: 3, accuracy: 0.75, hits: "01111111" },
    { step: 2, lossNats: 0, accuracy: 1, hits: "11111111" },
  ];
  const guessedTokens = { 900: " cat", 901: " hat" };
  const told = { ...fit, result: { ...fit.result, trajectory, guessedTokens } };
  const { stops } = specimenOf([told])!;
  const right = null;
  assert.deepEqual(stops, [
    { step: 0, wrong: [" cat", right, right, right, right, " hat", right, right] },
    { step: 2, wrong: Array(8).fill(right) },
  ]);
  const untold = trajectory.map(({ wrongIds: _, ...sample }) => sample);
  const old = { ...fit, result: { ...fit.result, trajectory: untold } };
  assert.deepEqual(specimenOf([old])!.stops.map(({ wrong }) => wrong.filter((one) => one === "")), [
    ["", ""],
    [""],
    [],
  ]);
});
