import assert from "node:assert/strict";
import { ledger } from "../../src/claims/mod.ts";
import { cellsOf } from "../../src/harness/plan_cells.ts";
import { claimsNamed, narrowProfile } from "../../src/harness/plan_claims.ts";
import { loadProfile } from "../../src/harness/load_profile.ts";
import { ofParts, partsOf } from "../../src/harness/profile.ts";
import { readsCell } from "../../src/harness/reads_cell.ts";

const repeatedTwice = { kind: "fit", arrangement: "[e]×N", source: "pg19", tokens: 2 };

/** Names as a user writes them, and a claim that has to be among those meant. */
const NAMES: [names: string, claim: string, experiments: string[]][] = [
  ["T1", "S-often-not-converged", ["T1"]],
  ["t1,F4", "F4-279-times", ["T1", "F4"]],
  ["T1-one-token", "T1-one-token-one", ["T1"]],
  ["a", "A-generation-unrelated", ["a"]],
];

for (const [names, id, experiments] of NAMES) {
  Deno.test(`claimsNamed("${names}") finds ${id} and no other experiment's`, () => {
    const found = claimsNamed(names);
    assert.ok(found.some((claim) => claim.id === id));
    assert.deepEqual([...new Set(found.map(({ experiment }) => experiment))], experiments);
  });
}

for (const names of ["", "T9", "T1,nothing"]) {
  Deno.test(`claimsNamed("${names}") names the claims there are`, () => {
    assert.throws(() => claimsNamed(names), {
      name: "RangeError",
      message: /^Cannot narrow to claim ".*": known are T1, T2/,
    });
  });
}

Deno.test("what algebra decides wants its certificate and no fit of its own", () => {
  const readersOf = (cell: Parameters<typeof readsCell>[1]) =>
    ledger.filter((claim) => readsCell(claim, cell)).map(({ id }) => id);
  const decided = ["T1-one-token-fails-at-two", "T1-repeating-fails", "T1-halves-fail"];
  const fitted = readersOf(repeatedTwice);
  const certified = readersOf({ ...repeatedTwice, kind: "equal outputs" });
  for (const id of decided) {
    assert.ok(!fitted.includes(id), id);
    assert.ok(certified.includes(id), id);
  }
  assert.ok(!fitted.includes("T1-one-token-one"));
});

Deno.test("narrowProfile() keeps what feeds the claims, and their experiments", async () => {
  const smoke = await loadProfile("smoke");
  const curves = cellsOf(narrowProfile(smoke, { claims: claimsNamed("F7") }));
  assert.deepEqual([...new Set(curves.map(({ kind }) => kind))], ["curve"]);
  const one = cellsOf(narrowProfile(smoke, { claims: claimsNamed("T1-alternation-beats") }));
  assert.deepEqual(
    one.filter(({ kind }) => kind === "fit").map((
      { arrangement, tokens },
    ) => [arrangement, tokens]),
    [["[e,m]×N/2", 4]],
  );
  const random = cellsOf(narrowProfile(smoke, { source: "random" }));
  assert.ok(random.filter(({ kind }) => kind === "fit").every(({ source }) => source === "random"));
});

Deno.test("narrowProfile() times reconstruction for the claims about it alone", async () => {
  const smoke = await loadProfile("smoke");
  const timed = (names: string) => narrowProfile(smoke, { claims: claimsNamed(names) }).throughput;
  assert.deepEqual(timed("F4"), smoke.throughput);
  assert.deepEqual(timed("T1").tokens, []);
});

Deno.test("narrowProfile() to a listed model takes its jobs, to another the first one's", async () => {
  const quick = await loadProfile("quick");
  const models = (model: string) => partsOf(narrowProfile(quick, { model }));
  assert.deepEqual(models("tiny-llama").map(({ model }) => model), ["tiny-llama"]);
  assert.deepEqual(models("tiny-llama")[0].fits, quick.also![0].fits);
  assert.deepEqual(models("smollm2-360m")[0].fits, quick.fits);
});

Deno.test("narrowProfile() to nothing says which sources there are", async () => {
  const smoke = await loadProfile("smoke");
  assert.throws(() => narrowProfile(smoke, { source: "fanfics", claims: claimsNamed("T4") }), {
    name: "RangeError",
    message: /no job is left.*sources are pg19, random/,
  });
});

for (const name of ["smoke", "quick", "standard", "paper"]) {
  Deno.test(`profile ${name} comes apart and together again, every cell with fits`, async () => {
    const profile = await loadProfile(name);
    assert.equal(profile.name, name);
    assert.deepEqual(cellsOf(ofParts(partsOf(profile))), cellsOf(profile));
    for (const { kind, fits, steps, tokens } of cellsOf(profile)) {
      assert.ok(fits > 0 && tokens > 0);
      assert.equal(steps > 0, kind !== "equal outputs");
    }
  });
}

Deno.test("profile paper is Table 1's and Table 3's grid on the six models", async () => {
  const cells = cellsOf(await loadProfile("paper"));
  assert.equal(new Set(cells.map(({ model }) => model)).size, 6);
  const repeated = cells.filter(({ kind, arrangement }) =>
    kind === "fit" && arrangement === "[e]×N"
  );
  assert.deepEqual(repeated.map(({ tokens }) => tokens), [
    1,
    2,
    4,
    8,
    16,
    32,
    64,
    128,
    256,
    512,
    1024,
  ]);
  assert.ok(repeated.every(({ fits }) => fits === 50));
});
