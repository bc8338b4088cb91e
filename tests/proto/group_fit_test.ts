import assert from "node:assert/strict";
import {
  arrangements,
  fitAll,
  fitGraph,
  fitGroup,
  type FittedText,
  type GroupFitOptions,
  type GroupMember,
  type GroupTask,
  mostRight,
  type Recipe,
  recipeNamed,
  reconstruct,
  reconstructGraph,
} from "../../src/proto/mod.ts";
import { floats, onnxRuntimeEngine, type Program } from "../../src/runtime/mod.ts";
import { assertAgrees } from "../kernels/agreement.ts";
import { goldenModel } from "../models/golden_checkpoint.ts";
import { checkpoints, goldenExperiments } from "./golden_experiments.ts";

const arrangement = arrangements["[e][m]×(N−1)"];
const engine = onnxRuntimeEngine({ threads: 1 });
const width = 48;
const open = recipeNamed("open", { maxSteps: 2000 });
const texts = [[5, 17, 33], [9, 9, 60], [100, 3, 71], [44, 45, 46], [12, 99, 12]];

for (const checkpoint of checkpoints) {
  for (const shared of [0, 1]) {
    for (const batch of [1, 2, 4]) {
      const subject = `${checkpoint}, ${"em"[shared]} shared, B = ${batch}`;
      Deno.test(`fitGroup() takes PyTorch's steps, ${subject}`, async () => {
        const { golden: { group }, tensor } = await goldenExperiments(checkpoint);
        const want = group.fits.find((fit) => fit.shared === shared)!;
        const tokens = group.targets[0].length;
        const model = await goldenModel(checkpoint);
        await using program = await engine.compile(fitGraph(model, arrangement, { batch, tokens }));
        const starts = await tensor("group.start");
        const recipe: Recipe = {
          ...recipeNamed("paper", { maxSteps: want.losses.length - 1 }),
          learningRate: group.recipe.lr,
        };
        const members = group.targets.map((targets, index) => ({ targets, seed: 1, index }));
        const calls: { proto: Float32Array; losses: Float32Array }[] = [];
        await fitGroup({ id: "golden", arrangement, members, shared, recipe }, {
          ...options(program, { batch, tokens }),
          program: listenedTo(program, (call) => calls.push(call)),
          start: ({ index }) => starts.slice(index * 2 * width, (index + 1) * 2 * width),
        });
        // The last call of a step has places that no member takes.
        const perStep = Math.ceil(members.length / batch);
        const places = (values: Float32Array, size: number) =>
          values.subarray(0, members.length * size);
        const steps = Array.from({ length: calls.length / perStep }, (_, step) => {
          const ofStep = calls.slice(step * perStep, (step + 1) * perStep);
          return {
            losses: places(joined(ofStep.map(({ losses }) => losses)), 1),
            rows: places(joined(ofStep.map(({ proto }) => proto)), 2 * width),
          };
        });
        assertAgrees(
          { shape: [want.losses.length, members.length], data: joined(steps.map((s) => s.losses)) },
          {
            want: { shape: [want.losses.length, members.length], data: want.losses.flat() },
            tolerance: { absolute: 2e-5, relative: 0 },
            what: `${subject}, losses`,
          },
        );
        const { rows } = steps.at(-1)!;
        assertAgrees({ shape: [rows.length], data: rows }, {
          want: { shape: [rows.length], data: await tensor(`group${shared}.proto`) },
          tolerance: { absolute: 2e-5, relative: 0 },
          what: `${subject}, vectors`,
        });
      });
    }
  }
}

Deno.test("a group of one is a single fit, bit for bit", async () => {
  await using program = await compiled(1);
  const recipe: Recipe = { ...open, restart: { patienceSteps: 12, starts: 20 } };
  const [targets] = texts;
  let single: FittedText | undefined;
  await fitAll([{ id: "alone", targets, seed: 4, index: 2, recipe }], {
    program,
    batch: 1,
    tokens: 3,
    vectors: 2,
    width,
    onFitted: (fit) => void (single = fit),
  });
  for (const shared of [0, 1]) {
    const members = [{ targets, seed: 4, index: 2 }];
    const group = await fitGroup({ id: "alone", arrangement, members, shared, recipe }, {
      ...options(program, { batch: 1 }),
    });
    const { proto, accuracy, lossNats, steps, attempts } = single!;
    const starts = attempts.length;
    const want = { protos: [proto], accuracy, lossNats, steps, starts, outcome: "exact" };
    assert.deepEqual(group, want);
  }
});

for (const shared of [0, 1]) {
  Deno.test(`a group that is exact says every text with one ${"em"[shared]}`, async () => {
    await using program = await compiled(2, 2);
    // One beginning, for the sake of a shared e.
    const pairs = [[5, 17], [5, 33], [5, 80]];
    const fitted = await fitGroup(task({ shared, texts: pairs }), {
      ...options(program, { batch: 2, tokens: 2 }),
    });
    assert.equal(fitted!.accuracy, 1);
    assert.equal(fitted!.outcome, "exact");
    const rows = fitted!.protos.map((proto) => proto.slice(shared * width, (shared + 1) * width));
    assert.ok(rows.every((row) => row.every((value, i) => value === rows[0][i])));
    assert.deepEqual(await saidBy(fitted!.protos, 2), pairs);
  });
}

Deno.test("a shared e says one first token, and the group ends when all else is right", async () => {
  await using program = await compiled(3, 2);
  const pairs = [[5, 17], [5, 33], [80, 41]];
  const fitted = await fitGroup(task({ shared: 0, texts: pairs }), {
    ...options(program, { batch: 3, tokens: 2 }),
  });
  assert.equal(fitted!.outcome, "ceiling");
  assert.equal(fitted!.accuracy, 5 / 6);
  assert.ok(fitted!.steps < open.maxSteps);
  assert.deepEqual(await saidBy(fitted!.protos, 2), [[5, 17], [5, 33], [5, 41]]);
});

Deno.test("mostRight() counts what sharing leaves possible", () => {
  const members = [[5, 1, 7, 9], [5, 2, 8, 9], [6, 3, 8, 9]].map((targets, index) => ({
    targets,
    seed: 1,
    index,
  }));
  const of = (name: keyof typeof arrangements, shared: number) =>
    mostRight({ members, arrangement: arrangements[name], shared });
  assert.equal(of("[e][m]×(N−1)", 0), 2 + 3 + 3 + 3);
  assert.equal(of("[e][m]×(N−1)", 1), 12);
  assert.equal(of("[e][m]×N", 0), 12, "e is not scored there");
  assert.equal(of("[e]×N/2[m]×N/2", 0), 2 + 1 + 3 + 3);
  assert.equal(of("[e]×N", 0), 2 + 1 + 2 + 3);
});

Deno.test("nobody leaves a group before all are exact in the same pass", async () => {
  await using program = await compiled(1, 2);
  const pairs = texts.map((text) => text.slice(0, 2));
  const alone: number[] = [];
  for (const [index, targets] of pairs.entries()) {
    const members = [{ targets, seed: 1, index }];
    const fitted = await fitGroup({ ...task({ shared: 1 }), members }, {
      ...options(program, { batch: 1, tokens: 2 }),
    });
    alone.push(fitted!.steps);
  }
  const steps: number[] = [];
  const group = await fitGroup(task({ shared: 1, texts: pairs }), {
    ...options(program, { batch: 1, tokens: 2 }),
    onStep: (done) => void steps.push(done),
  });
  assert.equal(group!.outcome, "exact");
  assert.ok(group!.steps > Math.max(...alone), `${group!.steps} steps, alone ${alone}`);
  assert.equal(steps.at(-1), group!.steps);
});

Deno.test("a group without a perfect pass keeps the best one, of all its texts at once", async () => {
  await using program = await compiled(4);
  const recipe = recipeNamed("paper", { maxSteps: 20 });
  const accuracies: number[] = [];
  const targets = new Set(texts.map(String));
  const fitted = await fitGroup(task({ shared: 1, recipe }), {
    ...options(program, { batch: 4 }),
    program: {
      ...program,
      async run(feeds) {
        const results = await program.run(feeds);
        const [said, wanted] = [results.prediction.data, feeds.targets.data];
        for (let text = 0; text < 4; text++) {
          const own = [...wanted.slice(text * 3, text * 3 + 3)].map(Number);
          if (!targets.has(String(own))) continue;
          const right = own.filter((id, i) => id === Number(said[text * 3 + i])).length;
          accuracies.push(right / 3);
        }
        return results;
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
  });
  const passes = Array.from(
    { length: accuracies.length / 5 },
    (_, pass) => mean(accuracies.slice(pass * 5, pass * 5 + 5)),
  );
  assert.equal(passes.length, 21);
  assert.ok(Math.abs(fitted!.accuracy - Math.max(...passes)) < 1e-12);
  const { steps, starts, outcome } = fitted!;
  assert.deepEqual({ steps, starts, outcome }, { steps: 20, starts: 1, outcome: "budget" });
});

Deno.test("a stalled group starts anew with every text's next seed", async () => {
  await using program = await compiled(2);
  const recipe: Recipe = {
    ...open,
    learningRate: 0,
    maxSteps: 12,
    restart: { patienceSteps: 5, starts: 2 },
  };
  const asked: [number, number][] = [];
  const members = texts.slice(0, 2).map((targets, index) => ({ targets, seed: 10 * index, index }));
  await fitGroup({ id: "stuck", arrangement, members, shared: 0, recipe }, {
    ...options(program, { batch: 2 }),
    start: ({ index }, seed) => {
      asked.push([index, seed]);
      return new Float32Array(2 * width).fill(index + 1);
    },
  });
  assert.deepEqual(asked.toSorted(), [[0, 0], [0, 1], [1, 10], [1, 11]]);
});

Deno.test("fitGroup() stops between two engine calls", async () => {
  await using program = await compiled(1);
  let calls = 0;
  const stopped = await fitGroup(task({ shared: 0 }), {
    ...options(program, { batch: 1 }),
    stop: () => calls++ === 7,
  });
  assert.equal(stopped, null);
});

Deno.test("fitGroup() refuses no texts, texts of other lengths and vectors there are none of", async () => {
  await using program = await compiled(1);
  const cases: readonly [GroupTask, string][] = [
    [task({ texts: [] }), "it has no texts, want at least one"],
    [task({ texts: [texts[0], [1, 2]] }), "a text has 2 tokens, the graph takes 3"],
    [task({ shared: 2 }), "it shares vector 2, [e][m]×(N−1) has 2"],
  ];
  for (const [wrong, message] of cases) {
    await assert.rejects(
      fitGroup(wrong, options(program, { batch: 1 })),
      new RangeError(`Cannot fit group "group": ${message}`),
    );
  }
});

async function compiled(batch: number, tokens = 3): Promise<Program> {
  const model = await goldenModel("llama-gqa-tied");
  return await engine.compile(fitGraph(model, arrangement, { batch, tokens }));
}

function task(
  changes: { shared?: number; texts?: readonly (readonly number[])[]; recipe?: Recipe },
): GroupTask {
  const members: GroupMember[] = (changes.texts ?? texts).map((targets, index) => ({
    targets,
    seed: 1,
    index,
  }));
  const { shared = 1, recipe = open } = changes;
  return { id: "group", arrangement, members, shared, recipe };
}

function options(
  program: Program,
  { batch, tokens = 3 }: { batch: number; tokens?: number },
): GroupFitOptions {
  return { program, batch, tokens, width };
}

/** What one forward pass says from each solution. */
async function saidBy(protos: readonly Float32Array[], tokens: number): Promise<number[][]> {
  const model = await goldenModel("llama-gqa-tied");
  const graph = reconstructGraph(model, arrangement, { batch: 1, tokens });
  await using program = await engine.compile(graph);
  const said: number[][] = [];
  for (const proto of protos) said.push(await reconstruct(proto, { program, vectors: 2, width }));
  return said;
}

/** The program, with each call's vectors and losses told. */
function listenedTo(
  program: Program,
  onCall: (call: { proto: Float32Array; losses: Float32Array }) => void,
): Program {
  return {
    async run(feeds) {
      const results = await program.run(feeds);
      onCall({ proto: floats(feeds.proto), losses: floats(results.loss) });
      return results;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
