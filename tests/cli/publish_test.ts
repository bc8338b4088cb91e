/** `deno task publish`, `bundle` and `verify`, as a user runs them. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { writeSmallRun } from "../publish/small_run.ts";
import { assertClear, newFolder, runTask } from "./_run_task.ts";

const surroundings = { cacheFolder: "/no/such" };

Deno.test("publish adds a run and the page over all; bundle and verify go there and back", async () => {
  await using folder = await newFolder();
  const [run, reports, zip] = ["run", "reports", "run.zip"].map((name) => join(folder.path, name));
  await writeSmallRun(run);
  const published = await runTask("publish", [run, "--reports", reports], surroundings);
  assert.equal(published.code, 0, published.stderr);
  const name = "2026-11-24-epyc-2-cores";
  assert.equal(
    published.stdout,
    `${join(reports, name, "index.html")}\n${join(reports, "index.html")}\n`,
  );
  const page = await Deno.readTextFile(join(reports, "index.html"));
  assert.match(page, new RegExp(`<a href="${name}/index.html">`));

  const bundled = await runTask("bundle", [run, "--out", zip, "--json"], surroundings);
  assert.equal(bundled.code, 0, bundled.stderr);
  const { sha256 } = JSON.parse(bundled.stdout);
  const whole = await runTask("verify", [zip, "--sha256", sha256], surroundings);
  assert.equal(whole.code, 0, whole.stdout);
  assert.match(whole.stdout, /^\d+ files are what was bundled; 23 records give all \d+ verdicts/);

  // One byte of what is packed: the last of a file's data lies before the table of contents.
  const bytes = await Deno.readFile(zip);
  bytes[Math.floor(bytes.length / 2)] ^= 0x10;
  await Deno.writeFile(zip, bytes);
  const harmed = await runTask("verify", [zip], surroundings);
  assert.equal(harmed.code, 1, harmed.stdout + harmed.stderr);
  assert.match(harmed.stdout, /^(results\.jsonl|manifest\.json|claims\.json|index\.html): /m);
});

const USAGE: [task: string, args: string[], code: number, says: RegExp][] = [
  ["publish", [], 2, /^Cannot publish: want the folder of a run, --device-check alone or --index/m],
  ["publish", ["/no/such"], 3, /^Cannot publish "\/no\/such": it lacks a file of a report/m],
  ["bundle", ["/no/such", "--out", "/tmp"], 2, /^Cannot write --out "\/tmp": it is a folder/m],
  ["verify", ["/no/such.zip"], 2, /^Cannot verify "\/no\/such\.zip": there is no such file$/m],
];

for (const [task, args, code, says] of USAGE) {
  Deno.test(`${task} ${args.join(" ")} ends with ${code} and one clear line`, async () => {
    await using folder = await newFolder();
    const more = task === "publish" ? ["--reports", folder.path] : [];
    const ended = await runTask(task, [...args, ...more], surroundings);
    assertClear(ended, says);
    assert.equal(ended.code, code);
  });
}
