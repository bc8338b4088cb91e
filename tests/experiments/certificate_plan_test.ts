/** What the profiles ask of certificates, and that no claim hears of them. */
import assert from "node:assert/strict";
import { cellsOf } from "../../src/harness/plan_cells.ts";
import { evaluateClaims, ledger } from "../../src/claims/mod.ts";
import { type CertificateEntry, certificateExperiment } from "../../src/experiments/certificate.ts";
import { gatherProfile } from "../../src/harness/gather.ts";
import { planJobs } from "../../src/harness/plan.ts";
import { readsCell } from "../../src/harness/reads_cell.ts";
import { planExperiments } from "../../src/harness/plan_experiments.ts";
import { loadProfile } from "../../src/harness/load_profile.ts";
import { batchOf, partsOf, type Profile } from "../../src/harness/profile.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { plantedFit } from "../claims/planted_records.ts";
import { context, planOf, sources } from "./tiny_run.ts";

for (const name of ["smoke", "quick", "standard"]) {
  Deno.test(`certificates of profile ${name} rest on fits that it has anyway`, async () => {
    const parts = partsOf(await loadProfile(name)).filter((part) =>
      certificatesOf(part).length > 0
    );
    assert.ok(parts.length > 0);
    for (const part of parts) {
      const of = { ...context, engine: { ...context.engine, batch: batchOf(part) } };
      const only = { ...part, experiments: certificatesOf(part) };
      const gathered = await gatherProfile(only, { sources });
      const { fits } = planJobs(gathered, of);
      const own = new Set(fits.map(({ key }) => key));
      const wanted = planExperiments(gathered, of);
      assert.ok(wanted.fits.length > 0);
      assert.deepEqual(wanted.fits.filter(({ key }) => !own.has(key)), []);
    }
  });
}

Deno.test("no claim's rule wants a certificate", () => {
  const cell = {
    kind: "certificate",
    arrangement: "[e][m]×(N−1)",
    source: "pg19",
    recipe: "paper",
    tokens: 4,
  };
  assert.deepEqual(ledger.filter((claim) => readsCell(claim, cell)), []);
});

Deno.test("verdicts are the same with certificates among the records and without", async () => {
  const entry: CertificateEntry = {
    kind: "certificate",
    source: "written",
    texts: 2,
    tokens: [4],
    seeds: [1],
    recipe: "paper",
    arrangement: "[e][m]×(N−1)",
  };
  const [{ key, job }] = await planOf(certificateExperiment, entry);
  const certificate = {
    key,
    job: { ...job, model: { ...job.model, id: "planted-model" } },
    warnings: [],
    command: "a test",
    outcome: "measured",
    result: { certificates: [], leftOut: 0, publishedInBfloat16: false },
  } as unknown as JobRecord;
  const fits = [1, 2, 3].map((text) => plantedFit({ text, tokens: 4, accuracy: 1 }));
  const command = "a test";
  assert.deepEqual(
    evaluateClaims([...fits, certificate], { command }),
    evaluateClaims(fits, { command }),
  );
  const alone = evaluateClaims([certificate], { command });
  assert.deepEqual(alone, evaluateClaims([], { command }));
});

Deno.test("a certificate of a profile is a cell of its own kind", async () => {
  const cells = cellsOf(await loadProfile("smoke"));
  assert.ok(cells.some(({ kind, fits }) => kind === "certificate" && fits > 0));
});

function certificatesOf({ experiments = [] }: Profile) {
  return experiments.filter(({ kind }) => kind === "certificate");
}
