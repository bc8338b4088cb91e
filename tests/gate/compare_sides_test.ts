/** Blocks measured in turns, more of them where they decide nothing, on sides that are planted. */
import assert from "node:assert/strict";
import {
  compareSides,
  FailedRunError,
  floorsOf,
  judge,
  outcomeOf,
  type PairOpener,
} from "../../src/gate/mod.ts";
import { normals, stream } from "../../src/random/mod.ts";
import { baselineWith, settings } from "./planted.ts";

/** Deviations: of one opening from another, of one turn from another, as a busy machine has them. */
const [openingNoise, turnNoise] = [0.05, 0.06];
/** Of the mean over openings, each the difference of two with a median over its turns. */
const blockNoise = Math.sqrt(
  2 * (openingNoise ** 2 + 1.57 * turnNoise ** 2 / settings.turns) / settings.openings,
);
const { calibration } = baselineWith(blockNoise);
const floors = floorsOf(calibration, settings.blocks.first);

/** Pairs whose step takes 5 ms, that of head `factor` times as long, noise aside. */
function planted(factor: number, seed: number): PairOpener {
  const draw = stream(seed, "sweep");
  const normal = (deviation: number) => Math.exp(deviation * normals(draw, 2)[0]);
  const step = { base: 0, head: 0 };
  return () =>
    Promise.resolve({
      reopen() {
        step.base = 5 * normal(openingNoise);
        step.head = 5 * factor * normal(openingNoise);
        return Promise.resolve();
      },
      turn: (who) => Promise.resolve([step[who] * normal(turnNoise)]),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
}

async function compared(factor: number, seed: number) {
  const open = planted(factor, seed);
  const blocks = await compareSides({ open, settings, now: () => 0 }, calibration);
  const judgements = judge(blocks, { metrics: settings.metrics, floors });
  return { outcome: outcomeOf([], judgements), blocks: blocks.length };
}

async function outcomes(factor: number, rounds: number) {
  const all = [];
  for (let seed = 0; seed < rounds; seed++) all.push(await compared(factor, seed));
  return all;
}

Deno.test("of 100 comparisons of the same code at most 10 do not pass", async () => {
  const all = await outcomes(1, 100);
  const not = all.filter(({ outcome }) => outcome !== "pass").length;
  assert.ok(not <= 10, `${not} did not pass`);
  assert.ok(all.some(({ blocks }) => blocks > settings.blocks.first), "none asked for more");
});

Deno.test("a slow-down of 10 % is a regression in 40 of 40, one of 3 % passes in few", async () => {
  const large = await outcomes(1.1, 40);
  assert.ok(large.every(({ outcome }) => outcome === "regression"));
  const small = await outcomes(1.03, 40);
  const passed = small.filter(({ outcome }) => outcome === "pass").length;
  assert.ok(passed <= 4, `${passed} passed`);
});

Deno.test("more blocks are asked for up to a bound, and up to a time", async () => {
  const open = planted(1.03, 5);
  // So noisy a machine that nothing is beyond its floor.
  const wide = { step: [0.5, 0.4, -0.5, 0.3, 0.6, 0.5] };
  const blocks = await compareSides({ open, settings, now: () => 0 }, wide);
  assert.equal(blocks.length, settings.blocks.most);
  let clock = 0;
  const now = () => clock += 1000 * settings.budgetSeconds;
  assert.equal((await compareSides({ open, settings, now }, wide)).length, 6);
});

Deno.test("a block opens base first and head first in turns, and closes both", async () => {
  const opened: string[] = [];
  let open = 0;
  const watched: PairOpener = () => {
    open++;
    return Promise.resolve({
      reopen: (order) => Promise.resolve(void opened.push(order.join(" "))),
      turn: () => Promise.resolve([5]),
      [Symbol.asyncDispose]: () => Promise.resolve(void open--),
    });
  };
  const blocks = await compareSides({ open: watched, settings, now: () => 0 }, calibration);
  assert.equal(blocks.length, settings.blocks.first);
  assert.deepEqual(opened.slice(0, 3), ["base head", "head base", "base head"]);
  assert.deepEqual(opened.slice(settings.openings, settings.openings + 2), [
    "head base",
    "base head",
  ]);
  assert.equal(open, 0);
});

Deno.test("loading and memory are measured in processes apart", async () => {
  const asked: string[] = [];
  const open: PairOpener = ({ settings: { metrics }, apart }) => {
    asked.push(`${metrics.join("+")} ${apart ? "apart" : "together"}`);
    return Promise.resolve({
      reopen: () => Promise.resolve(),
      turn: () => Promise.resolve([5]),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  };
  const all = { ...settings, metrics: ["step", "load", "memory"] as const };
  const same = new Array(8).fill(0);
  const noise = { step: same, load: same, memory: same };
  const [block] = await compareSides({ open, settings: all, now: () => 0 }, noise);
  assert.deepEqual(asked.slice(0, 2), ["step together", "load+memory apart"]);
  assert.deepEqual(block.load![0], { base: [[5]], head: [[5]] });
  assert.equal(block.step![0].base.length, settings.turns);
});

Deno.test("a pair that dies on the way ends the comparison", async () => {
  const open: PairOpener = () => Promise.reject(new FailedRunError("died"));
  await assert.rejects(compareSides({ open, settings, now: () => 0 }, calibration), /died/);
});
