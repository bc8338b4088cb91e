import assert from "node:assert/strict";
import { join } from "node:path";
import {
  type AtWork,
  atWorkFiles,
  type PlannedJobs,
  readAtWork,
  readPlannedJobs,
  removeAtWork,
  writeAtWork,
} from "../../src/records/at_work.ts";
import { newFolder } from "../harness/_small_run.ts";

const atWork: AtWork = {
  host: "a machine",
  processId: 7,
  command: "deno task reproduce",
  profile: "quick",
  shard: "1/2",
  startedAt: "2026-11-29T12:00:00.000Z",
  beat: 3,
  model: "small",
  engine: null,
  doing: "a test",
  stepMilliseconds: 12.5,
  running: [{ key: "k", steps: 4, accuracy: 0.5, lossNats: null }],
  job: { kind: "curve", share: 0.25 },
  budgetSecondsLeft: -3,
  coming: [{ model: "large", seconds: 100 }],
  ended: null,
};
const planned: PlannedJobs = {
  codeSha256: "code",
  card: null,
  jobs: [{ key: "k", kind: "curve", model: "small", likelySeconds: 2, fit: null }],
};

Deno.test("what a process says is read as it was written, until it is taken away", async () => {
  await using folder = await newFolder();
  await writeAtWork(folder.path, { id: "a", atWork });
  await writeAtWork(folder.path, { id: "a", planned });
  assert.deepEqual(await readAtWork(folder.path, "a"), atWork);
  assert.deepEqual(await readPlannedJobs(folder.path, "a"), planned);
  const files = await atWorkFiles(folder.path);
  assert.deepEqual(files.map(({ id, kind }) => [id, kind]).sort(), [
    ["a", "atWork"],
    ["a", "planned"],
  ]);
  await removeAtWork(folder.path, "a");
  assert.deepEqual(await atWorkFiles(folder.path), []);
  assert.equal(await readAtWork(folder.path, "a"), null);
});

/** What somebody else may have left there. */
const STRANGE: [what: string, text: string][] = [
  ["nothing", ""],
  ["no JSON", "{"],
  ["another value", "null"],
  ["of a version without its beat", JSON.stringify({ ...atWork, beat: undefined })],
  ["with an accuracy above 1", JSON.stringify(atWork).replace("0.5", "1.5")],
  ["ended in no known way", JSON.stringify({ ...atWork, ended: "somehow" })],
];

for (const [what, text] of STRANGE) {
  Deno.test(`a file with ${what} says nothing`, async () => {
    await using folder = await newFolder();
    await Deno.writeTextFile(join(folder.path, "a.json"), text);
    assert.equal(await readAtWork(folder.path, "a"), null);
  });
}

Deno.test("where no process said anything, there are no files", async () => {
  assert.deepEqual(await atWorkFiles("/no/such/folder"), []);
});
