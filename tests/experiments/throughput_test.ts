import assert from "node:assert/strict";
import {
  planThroughput,
  throughputKind,
  type ThroughputPayload,
} from "../../src/experiments/throughput.ts";
import { planFit } from "../../src/experiments/plan_fit.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { context, engine, findingsOf, tinyModel } from "./tiny_run.ts";

const how = { recipe: "open", arrangement: "[e][m]×(N−1)", maxSteps: 800, seed: 1 } as const;
const text = { id: "a text", source: "user", targets: [5, 17, 33] };
const fit = planFit(text, how, context);
const found = await findingsOf([fit]);
const records = found.records.map((record) =>
  ({ ...record, result: { exact: true, targetIds: text.targets } }) as unknown as JobRecord<"fit">
);
const options = { tokens: 3, repetitions: 3, startId: 1 };
const working = { model: await tinyModel(), engine, stop: () => false, progress: () => {} };

Deno.test("a length is timed on its first exact fit, both ways as often as asked", async () => {
  const planned = planThroughput(records, options)!;
  assert.deepEqual(planned.job.text, fit.job.text);
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
});

Deno.test("what is read back is checked: other ids than the fit's are wrong", async () => {
  const payload = await planThroughput(records, options)!.payload(found) as ThroughputPayload;
  const result = await throughputKind.run({ ...payload, expected: [5, 17, 34] }, working);
  assert.deepEqual(result, { wrong: { want: "5 17 34", got: "5 17 33" } });
});

Deno.test("where no fit of the length is exact there is none to time, and none planned is no job", async () => {
  const short = records.map((record) => ({ ...record, result: { exact: false } })) as never;
  assert.deepEqual(await planThroughput(short, options)!.payload(found), {
    missing: "no fit of 3 tokens came out exact, so there is none to time",
  });
  assert.equal(planThroughput(records, { ...options, tokens: 4 }), null);
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
