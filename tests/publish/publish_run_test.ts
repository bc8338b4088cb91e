import assert from "node:assert/strict";
import { join } from "node:path";
import { publishRun, readPublishedRun, readPublishedRuns } from "../../src/publish/mod.ts";
import { newFolder } from "../cli/_run_task.ts";
import { committed, writeSmallRun } from "./small_run.ts";

const NAME = "2026-11-24-epyc-2-cores";

Deno.test("publishRun() takes along the page, what it links to, and the data, and nothing else", async () => {
  await using folder = await newFolder();
  const [from, reports] = [join(folder.path, "run"), join(folder.path, "reports")];
  await writeSmallRun(from, { "notes-of-mine.txt": "private" });
  const { name, files } = await publishRun(from, { reports, note: "A quiet machine." });
  assert.equal(name, NAME);
  const expected = ["charts/accuracy.csv", "claims.json", "environment.json", "index.html"];
  assert.deepEqual(files, [...expected, "note.txt", "results.jsonl"]);
  assert.equal((await readPublishedRun(join(reports, NAME))).note, "A quiet machine.");
  assert.deepEqual((await Array.fromAsync(Deno.readDir(reports))).map(({ name }) => name), [NAME]);
});

Deno.test("publishRun() lets a run replace itself, its note kept, and no other", async () => {
  await using folder = await newFolder();
  const [from, other] = ["run", "other"].map((name) => join(folder.path, name));
  const reports = join(folder.path, "reports");
  await writeSmallRun(from);
  await publishRun(from, { reports, note: "Said once." });
  await Deno.writeTextFile(join(from, "index.html"), "<!doctype html><title>Anew</title>\n");
  await publishRun(from, { reports });
  const page = await Deno.readTextFile(join(reports, NAME, "index.html"));
  assert.match(page, /Anew/);
  assert.equal((await readPublishedRun(join(reports, NAME))).note, "Said once.");

  const lines = (await Deno.readTextFile(new URL("results.jsonl", committed))).split("\n");
  await writeSmallRun(other, {
    "results.jsonl": `${lines.slice(1).join("\n")}`,
    "claims.json": "[]",
  });
  await assert.rejects(publishRun(other, { reports }), {
    name: "RangeError",
    message: /reports\/2026-11-24-epyc-2-cores" is another run, which stays; want another --name$/,
  });
  assert.equal(await Deno.readTextFile(join(reports, NAME, "index.html")), page);
  await publishRun(other, { reports, name: `${NAME}-again` });
  assert.deepEqual(
    (await readPublishedRuns(reports)).map(({ name }) => name),
    [NAME, `${NAME}-again`],
  );
});

Deno.test("publishRun() keeps the verdicts that were published, unless told to give them up", async () => {
  await using folder = await newFolder();
  const [from, reports] = [join(folder.path, "run"), join(folder.path, "reports")];
  await writeSmallRun(from);
  await publishRun(from, { reports });
  const published = join(reports, NAME, "claims.json");
  const before = await Deno.readTextFile(published);
  await Deno.writeTextFile(join(from, "claims.json"), "[]");
  await assert.rejects(publishRun(from, { reports }), {
    name: "RangeError",
    message:
      /is this run with other verdicts, which are its history; want another --name, or --replace/,
  });
  assert.equal(await Deno.readTextFile(published), before);
  await publishRun(from, { reports, replace: true });
  assert.equal(await Deno.readTextFile(published), "[]");
});

const WRONG: [why: string, files: Record<string, string | null>, says: RegExp][] = [
  [
    "a page of more than 5 MB",
    { "index.html": `<!doctype html>${"x".repeat(5_000_001)}` },
    /^Cannot publish ".*": its index\.html is 5\.0 MB, want at most 5\.0 MB; write its page anew with "deno task report .*", or narrow/,
  ],
  [
    "a page that links to a chart that is not there",
    { "index.html": '<a href="charts/other.svg">x</a>' },
    /its page links to "charts\/other\.svg", which is not there; write its page anew/,
  ],
  [
    "a page that links out of its folder",
    { "index.html": '<a href="../secret.txt">x</a>' },
    /its page links to "\.\.\/secret\.txt", which lies outside it/,
  ],
  ["a run without a page", { "index.html": null }, /it lacks a file of a report/],
];

for (const [why, files, says] of WRONG) {
  Deno.test(`publishRun() refuses ${why}, with the cure`, async () => {
    await using folder = await newFolder();
    const from = join(folder.path, "run");
    await writeSmallRun(from, files);
    const reports = join(folder.path, "reports");
    await assert.rejects(publishRun(from, { reports }), { name: "RangeError", message: says });
    assert.equal(await Deno.stat(reports).then(() => true, () => false), false);
  });
}

for (const name of ["../out", "a/b", "latest", ".hidden", ""]) {
  Deno.test(`publishRun() takes "${name}" for no name`, async () => {
    await using folder = await newFolder();
    const from = join(folder.path, "run");
    await writeSmallRun(from);
    const reports = join(folder.path, "reports");
    await assert.rejects(publishRun(from, { reports, name }), /is no name for a folder of it/);
  });
}

Deno.test("readPublishedRuns() passes over what is no report: baselines, the latest run", async () => {
  await using folder = await newFolder();
  await writeSmallRun(join(folder.path, "latest"));
  await writeSmallRun(join(folder.path, "one"));
  await writeSmallRun(join(folder.path, "baseline"), { "index.html": null });
  assert.deepEqual((await readPublishedRuns(folder.path)).map(({ name }) => name), ["one"]);
});
