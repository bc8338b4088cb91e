import assert from "node:assert/strict";
import { type Contestant, race, stepRows, type StepRun } from "../../src/bench/mod.ts";

const work = {
  batch: 1,
  tokens: 4,
  seed: 1,
  starts: [],
  targets: [],
  warmUpSteps: 1,
  steps: 2,
};

Deno.test("race() lets contestants take turns, with a pause before each", async () => {
  const log: string[] = [];
  const pause = () => Promise.resolve(void log.push("pause"));
  await race([contestant("a", { log }), contestant("b", { log })], work, { rounds: 2, pause });
  const turns = ["pause", "run a", "pause", "run b"];
  const untimed = ["prepare a", "run a", "prepare b", "run b"];
  assert.deepEqual(log, [...untimed, ...turns, ...turns]);
});

Deno.test("race() keeps every sample of every round", async () => {
  const results = await race([contestant("a"), contestant("b", { milliseconds: 20 })], work, quick);
  assert.deepEqual(results, [
    { name: "a", roundsMilliseconds: [[10, 10], [10, 10], [10, 10]] },
    { name: "b", roundsMilliseconds: [[20, 20], [20, 20], [20, 20]] },
  ]);
});

const others: [string, Partial<StepRun>][] = [
  ["starts from another loss", { firstLossNats: 9.5 }],
  ["ends at another loss", { lastLossNats: 8.5 }],
  ["says NaN", { lastLossNats: NaN }],
];
for (const [what, losses] of others) {
  Deno.test(`race() refuses a contestant that ${what}`, async () => {
    const wrong = contestant("b", { losses });
    await assert.rejects(
      race([contestant("a"), wrong], work, quick),
      /^RangeError: Cannot compare b with a: (first|last)LossNats is .*, want (9|8) within/,
    );
  });
}

Deno.test("race() notices work going wrong in a later round", async () => {
  let runs = 0;
  const fickle = {
    ...contestant("b"),
    run: () => Promise.resolve({ ...answer, firstLossNats: ++runs > 2 ? 1 : 9 }),
  };
  await assert.rejects(race([contestant("a"), fickle], work, quick), /Cannot compare b with a/);
});

Deno.test("stepRows() puts our time over PyTorch's, with an interval that holds it", () => {
  const [ours, theirs] = stepRows([
    { name: "onepass", roundsMilliseconds: [[10, 11], [9, 10], [12, 30]] },
    { name: "pytorch eager", roundsMilliseconds: [[40, 44], [36, 40], [48, 120]] },
  ], () => ({ model: "m", B: 1, N: 4, threads: 2, about: {}, command: "deno task bench" }));
  assert.deepEqual(ours.samplesMilliseconds, [10, 11, 9, 10, 12, 30]);
  assert.equal(ours.minMilliseconds, 9);
  assert.equal(ours.medianMilliseconds, 10.5);
  assert.equal(ours.minRatioToPyTorchEager, 0.25);
  // Every round has the same ratio, so that no draw of rounds has another.
  assert.deepEqual(ours.ratioToPyTorchEager, { estimate: 0.25, low: 0.25, high: 0.25 });
  assert.equal(theirs.ratioToPyTorchEager, undefined);
  assert.equal(ours.ratioToPyTorchCompile, undefined);
});

const quick = { rounds: 3, pause: () => Promise.resolve() };

const answer: StepRun = { samplesMilliseconds: [10, 10], firstLossNats: 9, lastLossNats: 8 };

interface Behaviour {
  readonly log?: string[];
  readonly milliseconds?: number;
  readonly losses?: Partial<StepRun>;
}

function contestant(
  name: string,
  { log = [], milliseconds = 10, losses = {} }: Behaviour = {},
): Contestant {
  return {
    name,
    about: {},
    prepare: () => Promise.resolve(void log.push(`prepare ${name}`)),
    run() {
      log.push(`run ${name}`);
      const samplesMilliseconds = [milliseconds, milliseconds];
      return Promise.resolve({ ...answer, samplesMilliseconds, ...losses });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
