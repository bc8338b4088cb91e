import assert from "node:assert/strict";
import {
  fitAll,
  fitHalving,
  type FitHalvingOptions,
  type FitTask,
  type FittedText,
  recipeNamed,
} from "../../src/proto/mod.ts";
import { float32, floats, int64, integers, type Program } from "../../src/runtime/mod.ts";

const tokens = 2;
const vectors = 2;
const width = 3;
const recipe = { ...recipeNamed("open", { maxSteps: 9 }), restart: null };
/** Of different length, so that places change hands before and after the halving. */
const tasks: FitTask[] = [3, 9, 1, 9, 5, 7, 2].map((maxSteps, index) => ({
  id: `text ${index}`,
  targets: [index, index + 1],
  seed: 5,
  index,
  recipe: { ...recipe, maxSteps },
}));

const cases: { name: string; fails: Partial<Fake>; batches: number[]; compiled: number[] }[] = [
  { name: "never", fails: {}, batches: [], compiled: [8] },
  {
    name: "at its first step above 2",
    fails: { mostRunning: 2 },
    batches: [4, 2],
    compiled: [8, 4, 2],
  },
  {
    name: "at compiling above 3",
    fails: { mostCompiled: 3 },
    batches: [4, 2],
    compiled: [2],
  },
  {
    name: "at each second step above 1",
    fails: { mostRunning: 1, after: 1 },
    batches: [4, 2, 1],
    compiled: [8, 4, 2, 1],
  },
];

for (const { name, fails, batches, compiled } of cases) {
  Deno.test(`fitHalving() comes to the same fits where memory runs out ${name}`, async () => {
    const want = await fitted((options) =>
      fitAll(tasks, { ...options, batch: 1, program: fakeProgram(1) })
    );
    const engine = fakeEngine(fails);
    const halved: number[] = [];
    const got = await fitted((options) =>
      fitHalving(tasks, {
        ...options,
        batch: 8,
        compile: engine.compile,
        onHalved: (batch) => void halved.push(batch),
      })
    );
    assert.deepEqual(halved, batches);
    assert.deepEqual(engine.compiled, compiled);
    assert.deepEqual(engine.disposed, compiled);
    assert.equal(got.size, tasks.length);
    for (const { id } of tasks) assert.deepEqual(got.get(id), want.get(id), id);
  });
}

Deno.test("fitHalving() takes no more places than there are texts, and fewer near the end", async () => {
  const long = [2, 120, 2, 400, 2].map((maxSteps, index) => ({
    ...tasks[index],
    recipe: { ...recipe, maxSteps },
  }));
  const want = await fitted((options) =>
    fitAll(long, { ...options, batch: 1, program: fakeProgram(1) })
  );
  const engine = fakeEngine({});
  const calls: number[] = [];
  const got = await fitted((options) =>
    fitHalving(long, {
      ...options,
      batch: 32,
      shrinks: true,
      compile: engine.compile,
      onStep: () => void calls.push(engine.compiled.at(-1)!),
    })
  );
  assert.deepEqual(engine.compiled, [8, 2, 1]);
  assert.deepEqual(engine.disposed, [8, 2, 1]);
  const count = (batch: number) => calls.filter((one) => one === batch).length;
  // Three texts leave at the third call, and 8 places of 2 tokens make 1,024 in 64 calls; one
  // leaves at the 121st, and 2 places make as many in 256; the last leaves at the 401st.
  assert.deepEqual([count(8), count(2), count(1)], [3 + 64, 54 + 256, 24]);
  for (const { id } of long) assert.deepEqual(got.get(id), want.get(id), id);
});

Deno.test("fitHalving() goes on from a state left by an earlier run", async () => {
  const stopping = { calls: 0 };
  const left = await fitHalving(tasks, {
    ...sizes,
    batch: 8,
    compile: fakeEngine({ mostRunning: 2 }).compile,
    stop: () => stopping.calls++ > 6,
  });
  assert.ok(left.length > 0);
  assert.ok(left.some(({ state }) => state.steps > 0));
});

Deno.test("fitHalving() gives up where one text has no room, and names what would have", async () => {
  const { compile } = fakeEngine({ mostRunning: 0 });
  await assert.rejects(
    fitHalving(tasks, { ...sizes, batch: 4, compile }),
    /^RangeError: Cannot fit 2 tokens: memory runs out even one text at a time, want a shorter/,
  );
});

Deno.test("fitHalving() passes on every other error, of the engine's and of a callback's", async () => {
  const { compile } = fakeEngine({ mostRunning: 2, message: "Got invalid dimensions" });
  await assert.rejects(fitHalving(tasks, { ...sizes, batch: 4, compile }), /invalid dimensions/);
  const options: FitHalvingOptions = {
    ...sizes,
    batch: 4,
    compile: fakeEngine({}).compile,
    onFitted: () => {
      throw new Error("Failed to allocate memory: not the step's");
    },
  };
  await assert.rejects(fitHalving(tasks, options), /not the step's/);
});

const sizes = { tokens, vectors, width };

async function fitted(
  run: (
    options: typeof sizes & Required<Pick<FitHalvingOptions, "onFitted">>,
  ) => Promise<unknown>,
): Promise<Map<string, unknown>> {
  const results = new Map<string, unknown>();
  const onFitted = ({ task, ...result }: FittedText) => void results.set(task.id, result);
  assert.deepEqual(await run({ ...sizes, onFitted }), []);
  return results;
}

interface Fake {
  /** The largest B that has room, at a step from `after` on, and at compiling. */
  readonly mostRunning: number;
  readonly mostCompiled: number;
  readonly after: number;
  readonly message: string;
}

function fakeEngine(fake: Partial<Fake>) {
  const { mostRunning = Infinity, mostCompiled = Infinity, after = 0 } = fake;
  const { message = "Failed to allocate memory for requested buffer of size 4096" } = fake;
  const compiled: number[] = [];
  const disposed: number[] = [];
  return {
    compiled,
    disposed,
    compile(batch: number): Promise<Program> {
      if (batch > mostCompiled) return Promise.reject(new Error(message));
      compiled.push(batch);
      const { run } = fakeProgram(batch);
      let runs = 0;
      return Promise.resolve({
        run: (feeds) =>
          batch > mostRunning && runs++ >= after ? Promise.reject(new Error(message)) : run(feeds),
        [Symbol.asyncDispose]: () => Promise.resolve(void disposed.push(batch)),
      });
    },
  };
}

/** A step whose loss is the squared distance of each vector from the text's first id. */
function fakeProgram(batch: number): Program {
  const size = vectors * width;
  return {
    run({ proto, targets }) {
      assert.deepEqual([...proto.shape], [batch, vectors, width]);
      const ids = integers(targets);
      const gradient = floats(proto).map((x, i) => x - ids[Math.floor(i / size) * tokens]);
      const loss = Float32Array.from(
        { length: batch },
        (_, text) =>
          gradient.subarray(text * size, (text + 1) * size).reduce((sum, x) => sum + x * x, 0),
      );
      return Promise.resolve({
        loss: float32(loss, [batch]),
        // The second token is never right: only the budget ends a fit.
        prediction: int64(ids.map((id, i) => i % tokens === 0 ? id : id + 1), [batch, tokens]),
        gradient: float32(gradient, [batch, vectors, width]),
      });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
