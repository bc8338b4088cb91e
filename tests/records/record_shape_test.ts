import assert from "node:assert/strict";
import { environmentFault, recordFault } from "../../src/records/record_shape.ts";
import { syntheticExperiments } from "../report/synthetic_experiments.ts";
import type { JobRecord } from "../../src/records/record.ts";

const reports = new URL("../../reports/", import.meta.url);

/** Every record that was ever published, by report. */
const published = new Map<string, JobRecord[]>();
const folders = [...Deno.readDirSync(reports)].sort((a, b) => a.name < b.name ? -1 : 1);
for (const { name, isDirectory } of folders) {
  // Runs begin with their date; the latest is this machine's own, and may be on its way.
  if (!isDirectory || !/^\d{4}-/.test(name)) continue;
  const lines = Deno.readTextFileSync(new URL(`${name}/results.jsonl`, reports)).split("\n");
  published.set(name, lines.filter(Boolean).map((line) => JSON.parse(line)));
}

for (const [name, records] of published) {
  Deno.test(`recordFault() and environmentFault() find nothing in the report ${name}`, () => {
    assert.ok(records.length > 0);
    for (const record of records) assert.equal(recordFault(record), null, record.key);
    const environment = Deno.readTextFileSync(new URL(`${name}/environment.json`, reports));
    assert.equal(environmentFault(JSON.parse(environment)), null);
  });
}

const every = [...published.values()].flat();
const isMeasured = ({ outcome }: { readonly outcome: string }) => outcome === "measured";
const measured = [...Map.groupBy(every.filter(isMeasured), ({ job }) => job.kind)];

Deno.test("the published records are of every kind of fit and experiment", () => {
  assert.ok(measured.length >= 8, measured.map(([kind]) => kind).join());
});

/** Members of a result that may be missing: they came later, or are for showing. */
const optional = ["solutionSha256", "writtenText", "guessedTokens"];

for (const [kind, [first]] of measured) {
  Deno.test(`recordFault() misses every field that a record of a ${kind} lacks`, () => {
    const { job, result } = first as { job: object; result: object };
    for (const name of Object.keys(result).filter((name) => !optional.includes(name))) {
      const lacking = { ...first, result: { ...result, [name]: undefined } };
      assert.match(recordFault(lacking)!, new RegExp(`^"result\\.${name}" is missing, want `));
      const other = { ...first, result: { ...result, [name]: { odd: true } } };
      assert.notEqual(recordFault(other), null, name);
    }
    for (const name of Object.keys(job)) {
      const lacking = { ...first, job: { ...job, [name]: undefined } };
      assert.match(
        recordFault(lacking)!,
        /^"(job\.[\w.]+" is missing|key" is ".*", want its job's)/,
      );
    }
  });
}

const fit = every.find(({ job, outcome }) => job.kind === "fit" && outcome === "measured") as
  & JobRecord
  & { result: Record<string, unknown> };
const fitWith = (changes: Record<string, unknown>) => ({ ...fit, ...changes });

const FAULTS: [record: unknown, says: string][] = [
  [[], "it is a list, want an object with key, command, warnings, job"],
  [null, "it is null, want an object with key, command, warnings, job"],
  [fitWith({ job: undefined }), '"job" is missing, want an object with kind'],
  [
    fitWith({ outcome: "guessed" }),
    '"outcome" is "guessed", want "measured" or "wrong" or "not run"',
  ],
  [fitWith({ outcome: "wrong" }), '"want" is missing, want a text'],
  [fitWith({ outcome: "not run" }), '"reason" is missing, want a text'],
  [
    fitWith({ warnings: [{ kind: "odd" }] }),
    '"warnings[0].kind" is "odd", want "restarted" or ' +
    '"not converged" or "noisy timing"',
  ],
  [
    fitWith({ result: { ...fit.result, accuracy: 1.5 } }),
    '"result.accuracy" is 1.5, want a share from 0 to 1',
  ],
  [
    fitWith({ result: { ...fit.result, targetIds: [-1] } }),
    '"result.targetIds[0]" is -1, want a whole number from 0',
  ],
  [
    fitWith({ result: { ...fit.result, targetIds: [] } }),
    `"result.targetIds" has 0 entries, want ${(fit.job as { tokens: number }).tokens}`,
  ],
];

for (const [record, says] of FAULTS) {
  Deno.test(`recordFault() says: ${says}`, () => assert.equal(recordFault(record), says));
}

Deno.test("recordFault() finds a result that contradicts itself, and a key that is not its job's", () => {
  const { accuracy } = fit.result as { accuracy: number };
  const wrong = fitWith({ result: { ...fit.result, accuracy: accuracy / 2 } });
  assert.match(
    recordFault(wrong)!,
    /^"result.accuracy" is [\d.]+, want [\d.]+: \d+ of \d+ ids are right$/,
  );
  const key = "0".repeat(64);
  assert.match(
    recordFault({ ...fit, key })!,
    /^"key" is "0{12}…", want its job's, "[0-9a-f]{12}…"$/,
  );
});

for (const [kind, records] of Map.groupBy(syntheticExperiments(), ({ job }) => job.kind)) {
  Deno.test(`recordFault() finds nothing in made-up records of a ${kind} but their keys`, () => {
    for (const record of records) assert.match(recordFault(record) ?? "", /^("key" is .*)?$/);
  });
}
