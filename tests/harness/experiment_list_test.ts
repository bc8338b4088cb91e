import assert from "node:assert/strict";
import { ledger } from "../../src/claims/mod.ts";
import { experimentList, type JobsEntry } from "../../src/harness/experiment_list.ts";
import { composeProfile, type ProfileFile } from "../../src/harness/load_profile.ts";
import { cellsOf } from "../../src/harness/plan_cells.ts";
import { isFed, readsCell } from "../../src/harness/reads_cell.ts";

const folder = new URL("../../fixtures/", import.meta.url);
const names = ["smoke", "quick", "standard", "paper"];
const profiles: readonly ProfileFile[] = await Promise.all(
  names.map(async (name) =>
    JSON.parse(await Deno.readTextFile(new URL(`profiles/${name}.json`, folder)))
  ),
);

Deno.test("every file of fixtures/experiments is listed, under its own name", async () => {
  const files = await Array.fromAsync(Deno.readDir(new URL("experiments/", folder)));
  assert.deepEqual(
    experimentList.map(({ id }) => `${id}.json`).sort(),
    files.map(({ name }) => name).sort(),
  );
});

Deno.test("every claim of the ledger is fed by an experiment", () => {
  const feeds = experimentList.flatMap(({ feeds }) => feeds);
  const hungry = ledger.filter((claim) => !feeds.some((feed) => isFed(claim, feed)));
  assert.deepEqual(hungry.map(({ id }) => id), []);
});

for (const { id, title, place, feeds, jobs, shares = [] } of experimentList) {
  Deno.test(`experiment ${id} feeds claims that there are, with jobs that there are`, () => {
    assert.ok(title !== "" && place !== "");
    for (const shared of shares) assert.ok(experimentList.some((one) => one.id === shared), shared);
    for (const feed of feeds) {
      for (const name of feed.claims) {
        assert.ok(ledger.some((claim) => isFed(claim, { claims: [name] })), name);
      }
    }
    // The paper's profile has all; its cells of this experiment and of those it shares with.
    const cells = cellsOfPaper([id, ...shares]);
    const fed = ledger.filter((claim) => feeds.some((feed) => isFed(claim, feed)));
    for (const claim of fed) {
      assert.ok(cells.some((cell) => readsCell(claim, cell)), `${claim.id} reads no job of it`);
    }
    for (const name of Object.keys(jobs)) assert.ok(names.includes(name), `profile ${name}`);
  });
}

for (const { name, experiments } of profiles) {
  Deno.test(`profile ${name} lists all that have jobs in it, others only if they share some`, () => {
    assert.equal(new Set(experiments).size, experiments.length);
    const has = (id: string) => entriesOf(id, name).length > 0;
    for (const { id, shares = [] } of experimentList) {
      if (has(id)) assert.ok(experiments.includes(id), id);
      else if (experiments.includes(id)) assert.ok(shares.some(has), id);
    }
  });
}

function entriesOf(id: string, profile: string): readonly JobsEntry[] {
  return experimentList.find((one) => one.id === id)!.jobs[profile] ?? [];
}

/** What some experiments have the paper's profile do, timings beside fits. */
function cellsOfPaper(experiments: readonly string[]) {
  const profile = composeProfile({ ...profiles[names.indexOf("paper")], experiments });
  const timings = profile.throughput.tokens.map((tokens) => ({ kind: "throughput", tokens }));
  return [...cellsOf(profile), ...timings];
}
