/** `deno task report` on a folder that was harmed: file and line are named. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { assertClear, newFolder, runTask } from "./_run_task.ts";

const published = new URL("../../reports/2026-11-24-epyc-2-cores/", import.meta.url);
const lines = (await Deno.readTextFile(new URL("results.jsonl", published))).split("\n").slice(
  0,
  3,
);
const environment = await Deno.readTextFile(new URL("environment.json", published));

/** The second record changed. */
function second(change: (record: Record<string, unknown>) => unknown): string {
  const changed = JSON.stringify(change(JSON.parse(lines[1])));
  return [lines[0], changed, lines[2], ""].join("\n");
}

const whole = [...lines, ""].join("\n");

const HARMED: [how: string, files: Record<string, string>, says: RegExp][] = [
  [
    "a record without a job",
    { "results.jsonl": second(({ job: _, ...rest }) => rest), "environment.json": environment },
    /^Cannot read .*results\.jsonl:2: "job" is missing, want an object with kind\n$/,
  ],
  [
    "a record of an unknown kind",
    {
      "results.jsonl": second((record) => ({ ...record, job: { kind: "guess" } })),
      "environment.json": environment,
    },
    /^Cannot read .*results\.jsonl:2: "job\.kind" is "guess", want "fit" or .*\n$/,
  ],
  [
    "a record of an unknown outcome",
    {
      "results.jsonl": second((record) => ({ ...record, outcome: "guessed" })),
      "environment.json": environment,
    },
    /^Cannot read .*results\.jsonl:2: "outcome" is "guessed", want "measured" or .*\n$/,
  ],
  [
    "a record without its result",
    {
      "results.jsonl": second((record) => ({ ...record, result: {} })),
      "environment.json": environment,
    },
    /^Cannot read .*results\.jsonl:2: "result\.text" is missing, want a text\n$/,
  ],
  [
    "a line that is a list",
    { "results.jsonl": second(() => []), "environment.json": environment },
    /^Cannot read .*results\.jsonl:2: it is a list, want an object with key, .*\n$/,
  ],
  [
    "a line that is cut",
    { "results.jsonl": whole.slice(0, -200), "environment.json": environment },
    /^Cannot read .*results\.jsonl:3: it is not JSON\n$/,
  ],
  [
    "an environment that is a list",
    { "results.jsonl": whole, "environment.json": "[]" },
    /^Cannot read .*environment\.json: it is a list, want an object with startedAt, .*\n$/,
  ],
  [
    "an environment without a machine",
    { "results.jsonl": whole, "environment.json": environment.replace('"cpu"', '"cpi"') },
    /^Cannot read .*environment\.json: "cpu" is missing, want a text\n$/,
  ],
  [
    "a benchmark's row without its machine",
    {
      "results.jsonl": whole,
      "environment.json": environment,
      "bench.jsonl": '{"what":"fit step","command":"a test","machine":{}}\n',
    },
    /^Cannot read line 1 of bench\.jsonl: "machine\.startedAt" is missing, want a text\n$/,
  ],
  [
    "no environment",
    { "results.jsonl": whole },
    /^Cannot write the report of ".*": it has no environment\.json; make one with "deno task /,
  ],
];

for (const [how, files, says] of HARMED) {
  Deno.test(`report ends with 3 on ${how}, and writes nothing`, async () => {
    await using folder = await newFolder();
    for (const [name, content] of Object.entries(files)) {
      await Deno.writeTextFile(join(folder.path, name), content);
    }
    const ended = await runTask("report", [folder.path], { cacheFolder: folder.path });
    assertClear(ended, says);
    assert.equal(ended.code, 3);
    assert.equal(ended.stdout, "");
    const names = [...Deno.readDirSync(folder.path)].map(({ name }) => name).sort();
    assert.deepEqual(names, Object.keys(files).sort());
  });
}

Deno.test("report writes the page of a folder that is whole", async () => {
  await using folder = await newFolder();
  await Deno.writeTextFile(join(folder.path, "results.jsonl"), whole);
  await Deno.writeTextFile(join(folder.path, "environment.json"), environment);
  const ended = await runTask("report", [folder.path], { cacheFolder: folder.path });
  assert.equal(ended.code, 0, ended.stderr);
  const page = await Deno.readTextFile(join(folder.path, "index.html"));
  assert.match(page, /<html/);
});
