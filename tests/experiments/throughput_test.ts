import assert from "node:assert/strict";
import {
  planThroughput,
  throughputKind,
  type ThroughputPayload,
} from "../../src/experiments/throughput.ts";
import { planFit } from "../../src/experiments/plan_fit.ts";
import type { DecodingContestant } from "../../src/peers/mod.ts";
import { MissingPeerError } from "../../src/peers/mod.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { programCache } from "../../src/runtime/program_cache.ts";
import { context, engine, findingsOf, tinyModel } from "./tiny_run.ts";

const how = { recipe: "open", arrangement: "[e][m]×(N−1)", maxSteps: 800, seed: 1 } as const;
const text = { id: "a text", source: "user", targets: [5, 17, 33] };
const fit = planFit(text, how, context);
const found = await findingsOf([fit]);
const records = found.records.map((record) =>
  ({ ...record, result: { exact: true, targetIds: text.targets } }) as unknown as JobRecord<"fit">
);
const missing = "it reads GGUF files";
const options = { tokens: 3, repetitions: 3, startId: 1, llamaCpp: { missing } };
const withLlama = { ...options, llamaCpp: { gguf: "a.gguf", version: "node-llama-cpp@1.2.3" } };
const working = { model: await tinyModel(), engine };

Deno.test("a length is timed on its first exact fit, both ways as often as asked", async () => {
  const [planned, ...others] = planThroughput(records, options);
  assert.deepEqual([planned.job.text, others], [fit.job.text, []]);
  const result = await throughputKind.run(
    await planned.payload(found) as ThroughputPayload,
    working,
  );
  assert.ok(!("wrong" in result));
  assert.equal(result.onePassMilliseconds.length, 3);
  assert.equal(result.autoregressiveMilliseconds.length, 3);
  assert.ok(
    result.ratio.low <= result.ratio.estimate && result.ratio.estimate <= result.ratio.high,
  );
  assert.deepEqual(result.missingDecoders, [{ decoder: "llama.cpp", reason: missing }]);
  assert.ok(!("otherDecoders" in result));
});

Deno.test("as many texts are timed as asked for, each once, the paper's arrangement first", () => {
  const of = (id: string, { arrangement = "[e][m]×(N−1)", seed = 1, exact = true } = {}) => ({
    ...records[0],
    outcome: "measured",
    job: { ...fit.job, text: { ...fit.job.text, id }, arrangement, seed },
    result: { exact, targetIds: text.targets },
  } as unknown as JobRecord<"fit">);
  const fits = [
    of("c", { arrangement: "[e][m]×N" }),
    of("x", { exact: false }),
    of("a"),
    of("a", { seed: 2 }),
    of("b"),
  ];
  const timed = (texts?: number) =>
    planThroughput(fits, { ...options, texts }).map(({ job }) => job.text.id);
  assert.deepEqual([timed(), timed(2), timed(6)], [["a"], ["a", "b"], ["a", "b", "c"]]);
});

Deno.test("another decoder at hand is part of the job, and timed as often as ours", async () => {
  const [without] = planThroughput(records, options);
  const [planned] = planThroughput(records, withLlama);
  assert.notEqual(planned.key, without.key);
  assert.deepEqual(planned.job.otherDecoders, ["node-llama-cpp@1.2.3"]);
  const asked: unknown[] = [];
  const payload = await planned.payload(found) as ThroughputPayload;
  const result = await throughputKind.run(payload, {
    ...working,
    startPeer: (gguf, { threads, positions }) => {
      asked.push(gguf, threads, positions);
      return Promise.resolve(peer());
    },
  });
  assert.ok(!("wrong" in result));
  // The prompt and the three tokens.
  assert.deepEqual(asked, ["a.gguf", payload.job.engine.threads, 4, "warmed up", "closed"]);
  assert.deepEqual(result.otherDecoders, [{ decoder: "llama.cpp", milliseconds: [7, 7, 7] }]);

  function peer(): DecodingContestant {
    return {
      name: "llama.cpp",
      way: "autoregressive",
      about: {},
      prepare: () => Promise.resolve(),
      run({ tokens, warmUps }) {
        if (warmUps > 0) asked.push("warmed up");
        return Promise.resolve({
          samplesMilliseconds: [7],
          ids: Array.from({ length: tokens }, (_, id) => id),
        });
      },
      [Symbol.asyncDispose]: () => Promise.resolve(void asked.push("closed")),
    };
  }
});

Deno.test("one that says something else than before is no measure", async () => {
  const [planned] = planThroughput(records, withLlama);
  let said = 0;
  const peer = {
    run: () => Promise.resolve({ samplesMilliseconds: [7], ids: [1, 2, said++] }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  } as unknown as DecodingContestant;
  const payload = await planned.payload(found) as ThroughputPayload;
  await assert.rejects(
    throughputKind.run(payload, { ...working, startPeer: () => Promise.resolve(peer) }),
    { message: "Cannot time llama.cpp: it said 1 2 1 where it had said 1 2 0" },
  );
});

Deno.test("one that does not start is done without, and the record says why", async () => {
  const [planned] = planThroughput(records, withLlama);
  const result = await throughputKind.run(await planned.payload(found) as ThroughputPayload, {
    ...working,
    startPeer: () => Promise.reject(new MissingPeerError("Cannot run llama.cpp: no Node")),
  });
  assert.ok(!("wrong" in result));
  assert.deepEqual(result.missingDecoders, [
    { decoder: "llama.cpp", reason: "Cannot run llama.cpp: no Node" },
  ]);
});

Deno.test("one that fails before it was timed is closed and done without", async () => {
  const [planned] = planThroughput(records, withLlama);
  let closed = false;
  const peer = {
    run: () => Promise.reject(new Error("llama.cpp: it reads no such file")),
    [Symbol.asyncDispose]: () => Promise.resolve(void (closed = true)),
  } as unknown as DecodingContestant;
  const result = await throughputKind.run(await planned.payload(found) as ThroughputPayload, {
    ...working,
    startPeer: () => Promise.resolve(peer),
  });
  assert.ok(!("wrong" in result) && closed);
  assert.deepEqual(result.missingDecoders?.map(({ reason }) => reason), [
    "llama.cpp: it reads no such file",
  ]);
});

Deno.test("texts of a length are timed by the same programs", async () => {
  const timedPrograms = programCache(2);
  let compiled = 0;
  const counting: typeof engine = {
    ...engine,
    compile(graph, how) {
      // One that is used once is no timed one.
      if (!how?.once) compiled++;
      return engine.compile(graph, how);
    },
  };
  for (const [planned] of [planThroughput(records, options), planThroughput(records, options)]) {
    const payload = await planned.payload(found) as ThroughputPayload;
    await throughputKind.run(payload, { ...working, engine: counting, timedPrograms });
  }
  assert.equal(compiled, 2);
  await timedPrograms.clear();
});

Deno.test("what is read back is checked: other ids than the fit's are wrong", async () => {
  const [planned] = planThroughput(records, options);
  const payload = await planned.payload(found) as ThroughputPayload;
  const result = await throughputKind.run({ ...payload, expected: [5, 17, 34] }, working);
  assert.deepEqual(result, { wrong: { want: "5 17 34", got: "5 17 33" } });
});

Deno.test("where no fit of the length is exact there is none to time, and none planned is no job", async () => {
  const short = records.map((record) => ({ ...record, result: { exact: false } })) as never;
  assert.deepEqual(await planThroughput(short, options)[0].payload(found), {
    missing: "no fit of 3 tokens came out exact, so there is none to time",
  });
  assert.deepEqual(planThroughput(records, { ...options, tokens: 4 }), []);
});

Deno.test("samples that lie far apart are a warning", () => {
  const timed = (onePassMilliseconds: number[]) =>
    throughputKind.warnings({
      onePassMilliseconds,
      autoregressiveMilliseconds: [10, 10, 10],
    } as never);
  assert.deepEqual(timed([4, 4, 4.9]), []);
  assert.deepEqual(timed([4, 4, 6]), [{ kind: "noisy timing", relativeSpread: 0.5 }]);
});
