/** `deno task chaos run` in short; the long form is for a night. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { storesDiffer } from "../../src/cli/_stores_differ.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { openStore } from "../../src/records/store.ts";
import { fitsOf } from "../harness/_small_run.ts";
import { newFolder, runTask } from "./_run_task.ts";

Deno.test("chaos run: a run killed three times ends as one that was left alone", async () => {
  await using folder = await newFolder();
  const ended = await runTask("chaos", [
    ...["run", "--rounds", "1", "--kills", "3", "--seed", "5"],
    ...["--experiments", "s_convergence,k_attention", "--json"],
  ], { cacheFolder: join(folder.path, "cache"), env: { TMPDIR: folder.path } });
  assert.equal(ended.code, 0, ended.stdout + ended.stderr);
  const { rounds, jobs, killed, ended: first, findings } = JSON.parse(ended.stdout);
  assert.deepEqual([rounds, killed + first, findings], [1, 3, []]);
  assert.ok(jobs >= 5 && killed >= 1, ended.stdout);
});

const [fit, other] = fitsOf(["one", "two"]);

/** What is done to a store, and what tells it from an undisturbed one. */
const HARMS: [what: string, harm: (folder: string) => Promise<void>, finding: RegExp | null][] = [
  ["nothing", () => Promise.resolve(), null],
  ["a record gone", (folder) => Deno.remove(recordIn(folder)), /^records .*: lost$/],
  [
    "a record of nobody's",
    async (folder) => (await openStore(join(folder, "store"))).put(recordOf(other)),
    /^records .*: nobody asked for it$/,
  ],
  [
    "another outcome",
    async (folder) =>
      (await openStore(join(folder, "store"))).put({ ...recordOf(fit), reason: "another" }),
    /^records .*: other bits than undisturbed$/,
  ],
  ["a record cut short", (folder) => Deno.truncate(recordIn(folder), 40), /\.json: .*/],
  [
    "a dead writer's file",
    (folder) => Deno.writeTextFile(`${recordIn(folder)}.1.tmp`, "{"),
    /\.tmp: left by a writer that ended$/,
  ],
];

for (const [what, harm, finding] of HARMS) {
  const finds = finding === null ? "finds nothing in two alike" : "tells";
  Deno.test(`storesDiffer() ${finds}: ${what}`, async () => {
    await using folder = await newFolder();
    const [got, want] = ["got", "want"].map((name) => join(folder.path, name));
    for (const run of [got, want]) await (await openStore(join(run, "store"))).put(recordOf(fit));
    await harm(got);
    const findings = await storesDiffer(got, want);
    if (finding === null) assert.deepEqual(findings, []);
    else assert.ok(findings.some((one) => finding.test(one)), findings.join("\n"));
  });
}

Deno.test("storesDiffer() compares no bits of a fit whose place in its batch counts", async () => {
  await using folder = await newFolder();
  const [got, want] = ["got", "want"].map((name) => join(folder.path, name));
  const [placed] = fitsOf(["five."]);
  for (const [run, reason] of [[got, "one"], [want, "another"]]) {
    await (await openStore(join(run, "store"))).put({ ...recordOf(placed), reason });
  }
  assert.deepEqual(await storesDiffer(got, want), []);
  await Deno.remove(join(got, "store", "records", `${placed.key}.json`));
  assert.equal((await storesDiffer(got, want)).length, 1);
});

function recordIn(folder: string): string {
  return join(folder, "store", "records", `${fit.key}.json`);
}

function recordOf({ key, job }: typeof fit): JobRecord & { readonly outcome: "not run" } {
  return { key, job, command: "a test", warnings: [], outcome: "not run", reason: "planted" };
}
