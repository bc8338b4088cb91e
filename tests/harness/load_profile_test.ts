import assert from "node:assert/strict";
import { canonicalJson } from "../../src/records/canonical.ts";
import type { ExperimentFile, JobsEntry } from "../../src/harness/experiment_list.ts";
import { composeProfile, loadProfile, type ProfileFile } from "../../src/harness/load_profile.ts";
import { partsOf } from "../../src/harness/profile.ts";

/** What every profile comes down to; ONEPASS_UPDATE_SNAPSHOTS=1 writes it anew. */
const planned = new URL("planned_entries.txt", import.meta.url);

Deno.test("every profile comes down to the entries it is known for, in their order", async () => {
  const lines: string[] = [];
  for (const name of ["smoke", "quick", "standard", "paper"]) {
    const profile = await loadProfile(name);
    lines.push(`# ${name}: ${profile.threads} threads, ${profile.budgetSeconds} s`);
    for (const { model, batch, share = 1, ...part } of partsOf(profile)) {
      lines.push(`## ${model}, batch ${batch}, share ${share}`);
      const entries = [
        ...part.fits.map((fit) => ({ kind: "fit", ...fit })),
        ...part.experiments ?? [],
        { kind: "throughput", ...part.throughput },
      ];
      lines.push(...entries.map(({ kind, ...entry }) => `${kind} ${canonicalJson(entry)}`));
    }
  }
  const text = lines.join("\n") + "\n";
  if (Deno.env.get("ONEPASS_UPDATE_SNAPSHOTS") === "1") await Deno.writeTextFile(planned, text);
  assert.equal(text, await Deno.readTextFile(planned));
});

Deno.test("loadProfile() narrows a profile to some experiments, and names those that it has", async () => {
  const narrowed = partsOf(await loadProfile("smoke", { experiments: ["certificate"] }));
  const kinds = narrowed.flatMap(({ fits, experiments = [] }) => [
    ...fits.map(() => "fit"),
    ...experiments.map(({ kind }) => kind),
  ]);
  assert.deepEqual([...new Set(kinds)], ["certificate"]);
  await assert.rejects(loadProfile("smoke", { experiments: ["certificate", "certifikate"] }), {
    name: "RangeError",
    message: /^Cannot run experiment "certifikate" of profile "smoke": it has .*certificate/,
  });
});

const file: ProfileFile = {
  name: "small",
  models: [{ id: "one", batch: 2, share: 2 }, { id: "two", batch: 4 }],
  threads: 1,
  budgetSeconds: 10,
  experiments: ["second", "first"],
};

const fit = { kind: "fit", recipe: "open", texts: 3, seeds: [1] };

/** Two experiments with jobs in the profile, the second on one model alone. */
const experiments: readonly ExperimentFile[] = [
  experiment("first", [
    { ...fit, arrangements: ["[e]×N", "[e][m]×N"], sources: ["pg19", "random"], tokens: [4] },
    { kind: "curve", source: "pg19", tokens: [4] },
  ]),
  experiment("second", [
    { ...fit, models: ["two"], arrangement: "[e]×N", source: "pg19", tokens: "Table 1" },
    { kind: "throughput", models: ["two"], tokens: [8], repetitions: 5 },
  ]),
];

Deno.test("composeProfile() gives each model its jobs, in the profile's order of experiments", () => {
  const [one, two] = partsOf(composeProfile(file, experiments));
  assert.deepEqual([one.model, one.batch, one.share], ["one", 2, 2]);
  assert.deepEqual([two.model, two.batch, two.share], ["two", 4, undefined]);
  assert.deepEqual(one.fits.map(({ arrangement, source }) => `${arrangement} ${source}`), [
    "[e]×N pg19",
    "[e]×N random",
    "[e][m]×N pg19",
    "[e][m]×N random",
  ]);
  assert.deepEqual(two.fits.map(({ tokens }) => tokens.length), [11, 1, 1, 1, 1]);
  assert.deepEqual(one.experiments, [{ kind: "curve", source: "pg19", tokens: [4] }]);
  assert.deepEqual(one.throughput, { tokens: [], repetitions: 1 });
  assert.deepEqual(two.throughput, { tokens: [8], repetitions: 5 });
});

/** What a file may name wrongly, and what is said of it. */
const MISTAKES: [what: string, () => unknown, message: RegExp][] = [
  [
    "experiment",
    () => composeProfile({ ...file, experiments: ["third"] }, experiments),
    /^Cannot use experiment "third": known are first, second$/,
  ],
  [
    "model",
    () => composeProfile({ ...file, models: [{ id: "one", batch: 2 }] }, experiments),
    /^Cannot run experiment "second" on model "two": profile "small" has one$/,
  ],
  [
    "length grid",
    () =>
      composeProfile(file, [experiment("first", [{ ...fit, tokens: "Table 9" }]), ...experiments]),
    /^Cannot use length grid "Table 9": the paper has those of Table 3, Table 1$/,
  ],
];

for (const [what, compose, message] of MISTAKES) {
  Deno.test(`composeProfile() refuses a ${what} there is not, and says which there are`, () => {
    assert.throws(compose, { name: "RangeError", message });
  });
}

function experiment(id: string, small: readonly object[]): ExperimentFile {
  const jobs = { small: small as readonly JobsEntry[] };
  return { id, title: id, place: "Table 1", feeds: [], jobs };
}
