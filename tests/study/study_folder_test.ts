import assert from "node:assert/strict";
import { join } from "node:path";
import { addToStudy, readStudyFolder } from "../../src/study/mod.ts";
import { keyOf } from "../../src/records/canonical.ts";
import type { MeasuredFit } from "../../src/records/measured.ts";
import { environment } from "../report/synthetic_records.ts";
import { studiedFit, syntheticStudy } from "../report/synthetic_study.ts";

const facts = { weightsSource: "a synthetic source", command: "deno task study" };

Deno.test("several commands fill one folder: a record of the same key is replaced, others stay", async () => {
  await using folder = await newFolder();
  const [one, two] = [1, 2].map((text) => keyed(studiedFit({ text, recipe: "open", steps: 9 })));
  const again = { ...one, command: "again" };
  await addToStudy(folder.path, { records: [one, two], facts, elapsedSeconds: 3 });
  const { rungs, starts } = syntheticStudy();
  await addToStudy(folder.path, { study: { rungs }, facts, elapsedSeconds: 4 });
  await addToStudy(folder.path, { records: [again], study: { starts }, facts, elapsedSeconds: 5 });
  const held = await readStudyFolder(folder.path);
  assert.deepEqual(held?.records, [again, two]);
  assert.deepEqual(held.study, syntheticStudy());
  assert.equal(held.environment.elapsedSeconds, 12);
  assert.equal(held.environment.profile, "study");
  const names = [...Deno.readDirSync(folder.path)].map(({ name }) => name).sort();
  assert.deepEqual(names, ["environment.json", "results.jsonl", "study.json"]);
});

Deno.test("the folder of another run is left as it is", async () => {
  await using folder = await newFolder();
  await Deno.writeTextFile(join(folder.path, "results.jsonl"), "");
  const machine = join(folder.path, "environment.json");
  await Deno.writeTextFile(machine, JSON.stringify(environment));
  await assert.rejects(
    () => addToStudy(folder.path, { facts, elapsedSeconds: 1 }),
    /^RangeError: Cannot keep a study in ".*": it holds a run of profile "synthetic", want a folder/,
  );
  assert.deepEqual(JSON.parse(await Deno.readTextFile(machine)), environment);
});

const keyed = (fit: MeasuredFit): MeasuredFit => ({ ...fit, key: keyOf(fit.job) });

async function newFolder() {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
