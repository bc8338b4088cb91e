import assert from "node:assert/strict";
import { fitProgress } from "../../src/cli/_progress.ts";
import type { Talk } from "../../src/cli/_talk.ts";
import type { SessionEvent } from "../../src/harness/session_messages.ts";

Deno.test("fitProgress() tells what was compiled, each step, each restart and each end", () => {
  const { talk, told } = recorder();
  const show = fitProgress(talk, { title: "Group", fits: 2, maxSteps: 100, batch: 2 });
  show({ kind: "compiled", batch: 2, elapsedMilliseconds: 1500 });
  show(step([0, 0], 50));
  show({ kind: "restarted", seed: 2, accuracy: 0.5, steps: 10 });
  show(fitted(1, 40));
  show({ kind: "compiled", batch: 1, elapsedMilliseconds: 400 });
  show(fitted(0.875, 100));
  assert.deepEqual(told, [
    "Group: 2 fits; compiling",
    "  compiling and packing weights …",
    "  compiled in 2s",
    "  step 0, right % 0 0, 50 ms a step, at most 5s left",
    "  stalled at 50 % after 10 steps, starting again with seed 2",
    "  1/2: exact after 40 steps (seed 1)",
    "  1 at a time, compiled in 0s",
    "  2/2: 88 % after 100 steps (seed 1)",
  ]);
});

/** Fits, slots' steps, fits done before: steps left at most, at 1,000 of each and one second. */
const ESTIMATES: [fits: number, steps: number[], done: number, left: string][] = [
  [1, [0], 0, "16m 40s"],
  [2, [0, 400], 0, "16m 40s"],
  [4, [0, 0], 0, "33m 20s"],
  [5, [900, 950], 2, "18m 20s"],
  [2, [999], 1, "1s"],
  [1, [1000], 1, "0s"],
];

for (const [fits, steps, done, left] of ESTIMATES) {
  Deno.test(`fitProgress() at ${steps} steps, ${done} of ${fits} done: at most ${left} left`, () => {
    const { talk, told } = recorder();
    const show = fitProgress(talk, { title: "Group", fits, maxSteps: 1000, batch: 2 });
    for (let i = 0; i < done; i++) show(fitted(1, 5));
    show(step(steps, 1000));
    assert.match(told.at(-1)!, new RegExp(` at most ${left} left$`));
  });
}

Deno.test("fitProgress() never says more is left than the budget", () => {
  const { talk, told } = recorder();
  const expected = { title: "Group", fits: 1, maxSteps: 1000, batch: 1, budgetSeconds: 30 };
  fitProgress(talk, expected)(step([0], 1000));
  assert.match(told.at(-1)!, / at most 30s left$/);
});

function recorder(): { talk: Talk; told: string[] } {
  const told: string[] = [];
  const talk = {
    line: (text: string) => void told.push(text),
    status: (text: () => string) => void told.push(text()),
    waiting: (text: string) => void told.push(`${text} …`),
    write: () => {},
    terminal: false,
    now: () => 0,
  };
  return { talk, told };
}

function step(steps: readonly number[], elapsedMilliseconds: number): SessionEvent {
  const rest = { accuracy: 0, bestAccuracy: 0, lossNats: 1 };
  const slots = steps.map((count, i) => ({ id: String(i), steps: count, ...rest }));
  return { kind: "step", elapsedMilliseconds, slots };
}

function fitted(accuracy: number, steps: number): SessionEvent {
  const attempts = [{ seed: 1, steps, accuracy, outcome: "exact" }];
  return { kind: "fitted", fitted: { accuracy, steps, attempts } } as unknown as SessionEvent;
}
