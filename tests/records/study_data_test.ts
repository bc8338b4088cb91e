import assert from "node:assert/strict";
import { join } from "node:path";
import { joinStudies, readStudyData } from "../../src/records/study_data.ts";
import { syntheticStudy } from "../report/synthetic_study.ts";

const study = syntheticStudy();

Deno.test("joinStudies() puts a recipe measured again in its place and keeps the others", () => {
  const [rung] = study.rungs;
  const again = { ...rung.results[1], command: "again" };
  const other = { ...rung, tokens: 32 };
  const both = joinStudies(study, {
    starts: study.starts,
    rungs: [{ ...rung, results: [again] }, other],
    limits: [],
  });
  assert.equal(both.starts.length, 1);
  assert.deepEqual(both.rungs, [
    { ...rung, results: [rung.results[0], again, rung.results[2]] },
    other,
  ]);
});

Deno.test("a rung of other texts is another rung", () => {
  const [rung] = study.rungs;
  const other = { ...rung, texts: rung.texts.slice(1) };
  assert.equal(joinStudies(study, { starts: [], rungs: [other], limits: [] }).rungs.length, 2);
});

Deno.test("readStudyData() gives what was written, null without a file, and names what is wrong", async () => {
  const folder = await Deno.makeTempDir();
  try {
    assert.equal(await readStudyData(folder), null);
    const write = (value: unknown) =>
      Deno.writeTextFile(join(folder, "study.json"), JSON.stringify(value));
    await write(study);
    assert.deepEqual(await readStudyData(folder), study);
    await write({ ...study, starts: [{ ...study.starts[0], textSteps: "many" }] });
    await assert.rejects(
      () => readStudyData(folder),
      /^SyntaxError: Cannot read .*study\.json: "starts\[0\]\.textSteps" is "many", want a whole/,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
