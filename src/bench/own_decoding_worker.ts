/**
 * The worker that reads N tokens out of the model in both of our ways: one pass over vectors, and
 * greedy decoding with a cache. Both programs stay compiled between turns.
 *
 * @module
 */
import type { LanguageModel } from "../models/mod.ts";
import { openedModel } from "../harness/opened_model.ts";
import {
  arrangementNamed,
  decode,
  decodeGraph,
  openDecoder,
  reconstruct,
  reconstructGraph,
  teacherForcedGraph,
} from "../proto/mod.ts";
import { type Engine, int64, integers } from "../runtime/mod.ts";
import { timed } from "../records/stopwatch.ts";
import type { DecodingRun, DecodingWork } from "../peers/decoding_contestant.ts";
import type { OwnDecodingRequest } from "./own_decoding_messages.ts";
import { stepWork } from "./step_work.ts";
import { answerRequests } from "./timed_worker.ts";

type Way = (OwnDecodingRequest & { kind: "run" })["way"];
type Decoders = Record<Way, () => Promise<number[]>>;

const arrangement = arrangementNamed("[e][m]×(N−1)");
let model: LanguageModel;
let engine: Engine;
let decoders: Decoders & { tokens: number } & AsyncDisposable | undefined;

answerRequests(answer);

async function answer(request: OwnDecodingRequest): Promise<unknown> {
  switch (request.kind) {
    case "open":
      return await open(request);
    case "prepare":
      return await prepare(request.work);
    case "run":
      return await run(request.way, request.work);
  }
}

async function open(request: OwnDecodingRequest & { kind: "open" }): Promise<null> {
  const opened = await openedModel(request);
  model = opened.model;
  engine = await opened.engineOn({});
  return null;
}

async function prepare({ tokens, promptId }: DecodingWork): Promise<void> {
  if (decoders?.tokens === tokens) return;
  // The old programs first: more packed copies of the weights need not fit in memory.
  await decoders?.[Symbol.asyncDispose]();
  decoders = undefined;
  const { width } = model.config;
  const size = { batch: 1, tokens };
  // A pass takes as long whatever it says, so that the vectors need not be a solution.
  const work = stepWork({ ...size, warmUpSteps: 0, steps: 1 }, { vectors: 2, ...model.config });
  const [proto] = work.starts;
  const open = new AsyncDisposableStack();
  const onePass = open.use(await engine.compile(reconstructGraph(model, arrangement, size)));
  const stepper = open.use(await engine.compile(decodeGraph(model, tokens)));
  const options = { program: stepper, config: model.config, capacity: tokens, count: tokens };
  const fresh = {
    "one pass": () => reconstruct(proto, { program: onePass, vectors: 2, width }),
    autoregressive: () => decode([promptId], options),
  };
  // Each way is checked by the other: vectors one after another with a cache, ids in one pass.
  mustBe(await fresh["one pass"](), await readInTurn(proto, tokens));
  const greedy = await fresh.autoregressive();
  mustBe(greedy, await likeliestAfter([promptId, ...greedy.slice(0, -1)]));
  decoders = { ...fresh, tokens, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

async function run(way: Way, work: DecodingWork): Promise<DecodingRun> {
  if (decoders?.tokens !== work.tokens) throw new Error("Cannot decode: prepare the length first");
  const decoder = decoders[way];
  for (let i = 0; i < work.warmUps; i++) await decoder();
  const samplesMilliseconds: number[] = [];
  const said: number[][] = [];
  for (let i = 0; i < work.repetitions; i++) {
    const { value, elapsed } = await timed(decoder);
    samplesMilliseconds.push(elapsed);
    said.push(value);
    mustBe(value, said[0]);
  }
  return { samplesMilliseconds, ids: said[0] };
}

/** What one pass over [e][m]×(N−1) must say: the likeliest token at each of these positions. */
async function readInTurn(proto: Float32Array, tokens: number): Promise<number[]> {
  const { config } = model;
  const graph = decodeGraph(model, tokens, { vectors: true });
  await using program = await engine.compile(graph, { once: true });
  const decoder = openDecoder({ program, config, capacity: tokens, vectors: true });
  const ids: number[] = [];
  for (let at = 0; at < tokens; at++) {
    const row = Math.min(at, 1) * config.width;
    const next = await decoder.read(proto.subarray(row, row + config.width));
    ids.push(integers(next)[0]);
  }
  return ids;
}

/** What greedy decoding must have said: the likeliest token after each of `ids`, in one pass. */
async function likeliestAfter(ids: readonly number[]): Promise<number[]> {
  const graph = teacherForcedGraph(model, { batch: 1, tokens: ids.length });
  await using program = await engine.compile(graph, { once: true });
  const fed = int64(ids, [1, ids.length]);
  return integers((await program.run({ ids: fed, targets: fed })).prediction);
}

function mustBe(got: readonly number[], want: readonly number[]): void {
  if (got.length === want.length && got.every((id, at) => id === want[at])) return;
  throw new Error(
    `Cannot time decoding of ${want.length} tokens: want ${want.join(" ")}, got ${got.join(" ")}`,
  );
}
