/**
 * The worker that owns a model and its engine. An engine call blocks its thread for a whole step,
 * so it never runs on the thread that shows progress and hears signals.
 *
 * @module
 */
import { type LanguageModel, openModel } from "../models/mod.ts";
import {
  arrangementNamed,
  decode,
  decodeGraph,
  fitGraph,
  fitHalving,
  type FitState,
  informationNats,
  nextLogits,
  type Numeric,
  reconstruct,
  reconstructGraph,
  type Slot,
  teacherForcedGraph,
  watchesPositions,
} from "../proto/mod.ts";
import type { Graph } from "../graph/mod.ts";
import type { Engine, Program } from "../runtime/mod.ts";
import {
  type EngineChoice,
  openEngine,
  sameBitsForEveryBatch,
} from "../experiments/engine_choice.ts";
import { experimentOf } from "../experiments/mod.ts";
import { lent, type ProgramCache, programCache } from "./program_cache.ts";
import type { SessionAnswer, SessionEvent, SessionRequest } from "./session_messages.ts";
import { milliseconds, timed, warmUp } from "../records/stopwatch.ts";
import { median } from "simple-statistics";

/** Element 0 becomes 1 when the run should stop at the next step. */
let stopFlag = new Int32Array(new SharedArrayBuffer(4));
let model: LanguageModel;
let choice: EngineChoice;
/** The session's own, on the threads it was opened with. */
let engine: Engine;
/** All that were asked for, by numeric mode and threads. */
const engines = new Map<string, Promise<Engine>>();
/** Programs of fits: large where the engine packs weights of its own for each. */
let fitPrograms: ProgramCache;
/** Forward-only programs, which read the weights where they lie. */
const readPrograms = programCache(6);
/** Below it a model is small beside what the programs themselves take, bytes. */
const smallModel = 2 ** 28;

const scope = self as unknown as {
  onmessage: (message: MessageEvent<{ request: SessionRequest; stop: SharedArrayBuffer }>) => void;
  postMessage(message: SessionEvent | SessionAnswer): void;
};

scope.onmessage = async ({ data: { request, stop } }) => {
  stopFlag = new Int32Array(stop);
  try {
    scope.postMessage({ kind: "answer", value: await answer(request) });
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    scope.postMessage({ kind: "failed", name, message });
  }
};

async function answer(request: SessionRequest): Promise<unknown> {
  switch (request.kind) {
    case "open":
      model = await openModel(request.model.weights, request.model.config);
      choice = request.engine;
      engine = await engineOn({});
      fitPrograms = programCache(await weightBytes(request.model.weights) < smallModel ? 8 : 1);
      return {
        width: model.config.width,
        context: model.config.context,
        bosId: model.config.bosId,
      };
    case "fit":
      return await fit(request);
    case "reconstruct": {
      const readers = readersOf(request.arrangement, request.tokens);
      return await readers.reconstruct(request.proto);
    }
    case "information": {
      const readers = readersOf("[e][m]×(N−1)", request.ids.length);
      return await readers.informationNats(request.ids, request.startId);
    }
    case "experiment":
      return await experimentOf(request.name).run(request.payload, {
        model,
        engine: await engineOn(request),
        stop: () => Atomics.load(stopFlag, 0) === 1,
        progress: (share) => scope.postMessage({ kind: "progress", share }),
      });
    case "nextLogits":
      return await logitsAfter(request);
    case "throughput":
      return await throughput(request);
  }
}

/** An engine of the session's kind. */
function engineOn(
  { numeric = "float32", threads = choice.threads }: {
    readonly numeric?: Numeric;
    readonly threads?: number;
  },
): Promise<Engine> {
  const key = `${numeric} ${threads}`;
  const opened = engines.get(key) ?? openEngine({ ...choice, threads }, { numeric });
  engines.set(key, opened);
  return opened;
}

let reader:
  | { capacity: number; program: Program; logits: ReturnType<typeof nextLogits> }
  | undefined;

/** Logits [V] after some ids; a text is read on, one token a request. */
async function logitsAfter({ ids, capacity }: SessionRequest & { kind: "nextLogits" }) {
  if (reader?.capacity !== capacity) {
    await reader?.program[Symbol.asyncDispose]();
    const program = await engine.compile(decodeGraph(model, capacity, { output: "logits" }));
    const logits = nextLogits({ program, config: model.config, capacity });
    reader = { capacity, program, logits };
  }
  return await reader.logits(ids);
}

/** Before anything of that size is laid out: N may come from a file of the user's. */
function checkLength(tokens: number): void {
  const { context } = model.config;
  if (tokens <= context) return;
  throw new RangeError(
    `Cannot run ${tokens} tokens: the model's context is ${context}, ask for fewer`,
  );
}

const vectorsOf = (arrangement: string) => ({
  vectors: arrangementNamed(arrangement).vectors,
  width: model.config.width,
});

async function weightBytes(path: string): Promise<number> {
  const info = await Deno.stat(path);
  // A folder of shards is no small model.
  return info.isFile ? info.size : Infinity;
}

/** Forward-only programs for one text of N tokens, each compiled when first asked for. */
function readersOf(arrangement: string, tokens: number) {
  checkLength(tokens);
  const size = { batch: 1, tokens };
  const compiled = (key: string, graph: () => Graph) =>
    readPrograms.get(`${key} ${tokens}`, () => engine.compile(graph(), { once: true }));
  return {
    async reconstruct(proto: Float32Array) {
      const program = await compiled(
        arrangement,
        () => reconstructGraph(model, arrangementNamed(arrangement), size),
      );
      return await reconstruct(proto, { program, ...vectorsOf(arrangement) });
    },
    async informationNats(ids: readonly number[], startId: number) {
      const program = await compiled("teacher-forced", () => teacherForcedGraph(model, size));
      return await informationNats(ids, { program, startId });
    },
  };
}

async function fit(request: SessionRequest & { kind: "fit" }): Promise<string[]> {
  const { batch, tokens, tasks, checkpointSeconds } = request;
  checkLength(tokens);
  const readers = readersOf(request.arrangement, tokens);
  const watched = tasks.some(({ recipe }) => watchesPositions(recipe));
  const compile = async (places: number): Promise<Program> => {
    const { arrangement, numeric, threads = choice.threads } = request;
    const engine = await engineOn({ numeric, threads });
    const size = { batch: places, tokens, watched };
    const graph = () => fitGraph(model, arrangementNamed(arrangement), size);
    const compiled = await timed(() =>
      fitPrograms.get(
        `${arrangement} ${places} ${tokens} ${watched} ${numeric} ${threads}`,
        () => engine.compile(graph()),
      )
    );
    scope.postMessage({
      kind: "compiled",
      batch: places,
      elapsedMilliseconds: compiled.elapsed,
    });
    last = milliseconds();
    return lent(compiled.value);
  };
  const spentSeconds = new Map<string, number>();
  const calls: number[] = [];
  let last = milliseconds();
  let saved = last;
  const checkpoint = (slots: readonly Slot[]) =>
    scope.postMessage({
      kind: "checkpoint",
      states: slots.map(({ task: { id }, state }) => ({
        id,
        state,
        elapsedSeconds: spentSeconds.get(id) ?? 0,
      })),
    });
  const unfinished = await fitHalving(tasks, {
    compile,
    onHalved: (places) => scope.postMessage({ kind: "halved", batch: places }),
    batch,
    shrinks: sameBitsForEveryBatch(choice),
    tokens,
    ...vectorsOf(request.arrangement),
    stop: () => Atomics.load(stopFlag, 0) === 1,
    onRestart: ({ id }, { seed, attempt: { accuracy, steps } }) =>
      scope.postMessage({ kind: "restarted", id, seed, accuracy, steps }),
    onFitted: async (fitted) => {
      scope.postMessage({
        kind: "fitted",
        fitted,
        reconstructedIds: await readers.reconstruct(fitted.proto),
        informationNats: await readers.informationNats(fitted.task.targets, request.startId),
        elapsedSeconds: spentSeconds.get(fitted.task.id) ?? 0,
        stepMilliseconds: calls.length === 0 ? 0 : median(calls),
      });
      // Reading back is no part of the next step.
      last = milliseconds();
    },
    onStep: (slots) => {
      const now = milliseconds();
      const elapsedMilliseconds = now - last;
      last = now;
      calls.push(elapsedMilliseconds);
      for (const { task: { id } } of slots) {
        const share = elapsedMilliseconds / 1000 / slots.length;
        spentSeconds.set(id, (spentSeconds.get(id) ?? 0) + share);
      }
      scope.postMessage({ kind: "step", elapsedMilliseconds, slots: slots.map(progressOf) });
      if (now - saved > checkpointSeconds * 1000) {
        saved = now;
        checkpoint(slots.filter(({ state }) => !hasEnded(state)));
      }
    },
  });
  if (unfinished.length > 0) checkpoint(unfinished);
  return unfinished.map(({ task }) => task.id);
}

const hasEnded = ({ attempts }: FitState) =>
  attempts.length > 0 && attempts.at(-1)!.outcome !== "stalled";

function progressOf({ task, state }: Slot) {
  const sample = state.trajectory.samples.at(-1);
  return {
    id: task.id,
    steps: state.steps,
    accuracy: sample?.accuracy ?? 0,
    bestAccuracy: Math.max(0, state.bestAccuracy),
    lossNats: sample?.lossNats ?? NaN,
  };
}

/**
 * Both ways of getting N tokens out of the model, each answer checked, in alternation so that a
 * busy moment of the machine falls on both.
 */
async function throughput(request: SessionRequest & { kind: "throughput" }) {
  const { tokens, proto, expected, promptId, repetitions } = request;
  const engine = await engineOn(request);
  const arrangement = arrangementNamed(request.arrangement);
  const size = { batch: 1, tokens };
  await using onePass = await engine.compile(reconstructGraph(model, arrangement, size));
  await using stepper = await engine.compile(decodeGraph(model, tokens));
  const vectors = vectorsOf(request.arrangement);
  const once = () => reconstruct(proto, { program: onePass, ...vectors });
  const decodeOptions = {
    program: stepper,
    config: model.config,
    capacity: tokens,
    count: tokens,
  };
  const again = () => decode([promptId], decodeOptions);
  const want = await teacherForced(await again(), promptId);
  const samples = {
    onePassMilliseconds: [] as number[],
    autoregressiveMilliseconds: [] as number[],
  };
  await warmUp(once);
  for (let i = 0; i < repetitions; i++) {
    const fast = await timed(once);
    const slow = await timed(again);
    samples.onePassMilliseconds.push(fast.elapsed);
    samples.autoregressiveMilliseconds.push(slow.elapsed);
    const wrong = differing(expected, fast.value) ?? differing(want, slow.value);
    if (wrong !== null) return { ...samples, wrong };
  }
  return { ...samples, wrong: null };
}

/** What greedy decoding must have said: the argmax of one pass over its own output, no cache. */
async function teacherForced(ids: readonly number[], promptId: number): Promise<number[]> {
  const graph = teacherForcedGraph(model, { batch: 1, tokens: ids.length });
  await using program = await engine.compile(graph, { once: true });
  const shape = [1, ids.length];
  const feed = (values: readonly number[]) => ({
    dtype: "int64" as const,
    shape,
    data: BigInt64Array.from(values, BigInt),
  });
  const { prediction } = await program.run({
    ids: feed([promptId, ...ids.slice(0, -1)]),
    targets: feed(ids),
  });
  return Array.from(prediction.data, Number);
}

function differing(want: readonly number[], got: readonly number[]) {
  const same = want.length === got.length && want.every((id, i) => id === got[i]);
  return same ? null : { want: want.join(" "), got: got.join(" ") };
}
