import assert from "node:assert/strict";
import {
  type EqualOutputsEntry,
  equalOutputsExperiment,
  type EqualOutputsPayload,
} from "../../src/experiments/equal_outputs.ts";
import type { EqualOutputsResult } from "../../src/records/experiment_records.ts";
import type { LanguageModel } from "../../src/models/mod.ts";
import { goldenModel } from "../models/golden_checkpoint.ts";
import { context, engine, findingsOf, tinyModel } from "./tiny_run.ts";

const entry: EqualOutputsEntry = {
  kind: "equal outputs",
  arrangement: "[e]×N",
  tokens: [2, 6],
  seeds: [1],
};

for (const name of ["llama-gqa-tied", "llama-untied-rope-scaled", "gpt-neox"] as const) {
  Deno.test(`${name}: outputs that see one vector alone are equal, without a prefix`, async () => {
    const model = await goldenModel(name);
    for (const arrangement of ["[e]×N", "[e]×N/2[m]×N/2"]) {
      for (
        const { outputs, largestDifference, largestLogit, sameToken } of await results(model, {
          ...entry,
          arrangement,
          tokens: [6],
        })
      ) {
        assert.equal(outputs, arrangement === "[e]×N" ? 6 : 3);
        assert.ok(largestDifference <= 1e-5 * largestLogit, `${largestDifference}`);
        assert.ok(sameToken);
      }
    }
  });
}

Deno.test("a token before the vectors makes the outputs differ", async () => {
  const [plain, prefixed] = await results(await tinyModel(), {
    ...entry,
    tokens: [6],
    prefixed: true,
  });
  assert.ok(prefixed.largestDifference > 100 * plain.largestDifference);
  assert.ok(prefixed.largestDifference > 1e-3 * prefixed.largestLogit);
});

Deno.test("a job is planned for each length, seed and start, under a key of its own", () => {
  const jobs = planned({ ...entry, seeds: [1, 2], prefixed: true });
  assert.equal(jobs.length, 8);
  assert.equal(new Set(jobs.map(({ key }) => key)).size, 8);
  assert.deepEqual(jobs.slice(0, 2).map(({ job }) => job.startId), [null, 1]);
});

Deno.test("an arrangement without equal outputs is refused", () => {
  assert.throws(
    () => planned({ ...entry, arrangement: "[e,m]×N/2" }),
    /at most one sees a single vector, want two/,
  );
});

async function results(
  model: LanguageModel,
  of: EqualOutputsEntry,
): Promise<EqualOutputsResult[]> {
  const findings = await findingsOf([]);
  const found: EqualOutputsResult[] = [];
  for (const { payload } of planned(of)) {
    const given = await payload(findings) as EqualOutputsPayload;
    found.push(
      await equalOutputsExperiment.run(given, {
        model,
        engine,
        stop: () => false,
        progress: () => {},
      }),
    );
  }
  return found;
}

function planned(of: EqualOutputsEntry) {
  return equalOutputsExperiment.plan({ entry: of, gathered: null }, context);
}
