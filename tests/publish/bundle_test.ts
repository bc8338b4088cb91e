import assert from "node:assert/strict";
import { join } from "node:path";
import { canonicalJson } from "../../src/records/canonical.ts";
import { makeBundle, verifyBundle } from "../../src/publish/mod.ts";
import { blockHashes } from "../../src/publish/bundle/block_hashes.ts";
import { sealed, sumsOf } from "../../src/publish/bundle/bundle_manifest.ts";
import { unzipped, zipped } from "../../src/publish/bundle/zip.ts";
import { sha256 } from "../../src/records/canonical.ts";
import { newFolder } from "../cli/_run_task.ts";
import { chart, writeSmallRun } from "./small_run.ts";

await using folder = await newFolder();
const run = join(folder.path, "run");
await writeSmallRun(run);
const { bytes: bundle, files: count } = await makeBundle(run);
const again = await makeBundle(run);
const files = unzipped(bundle).files;
const encoder = new TextEncoder();
const textOf = (file: string) => new TextDecoder().decode(files.get(file));

Deno.test("makeBundle() of the same run gives the same bytes, which verify", async () => {
  assert.deepEqual(again.bytes, bundle);
  const { faults, notes, records, verdicts, files } = await verifyBundle(bundle);
  assert.deepEqual({ faults, notes, records, files }, {
    faults: [],
    notes: [],
    records: 23,
    files: count,
  });
  assert.ok(verdicts > 30);
});

for (
  const file of [
    "results.jsonl",
    "claims.json",
    "environment.json",
    "index.html",
    chart,
    "checklist.md",
    "manifest.json",
    "SHA256SUMS",
  ]
) {
  Deno.test(`verifyBundle() names ${file} where one byte of it was changed`, async () => {
    const content = files.get(file)!.slice();
    // A byte in the middle, another letter or digit for the one that stands there.
    let at = content.length >> 1;
    while (!/[a-z0-9]/.test(String.fromCharCode(content[at]))) at++;
    content[at] = content[at] === 0x37 ? 0x38 : 0x37;
    const { faults } = await verifyBundle(zipped(new Map([...files, [file, content]])));
    assert.ok(faults.some((fault) => fault.file === file), JSON.stringify(faults));
    if (file === "results.jsonl") {
      const from = Math.floor(at / 4096) * 4096;
      assert.ok(faults.some(({ what }) => what.startsWith(`bytes ${from} to ${from + 4095} `)));
    }
  });
}

Deno.test("verifyBundle() sees a change of any byte of the zip itself", async () => {
  const places = Array.from({ length: 9 }, (_, i) => Math.floor(i * (bundle.length - 1) / 8));
  // The time of the first file, which no file shows.
  for (const at of [...places, 10]) {
    const changed = bundle.slice();
    changed[at] ^= 0x01;
    const { faults } = await verifyBundle(changed);
    assert.ok(faults.length > 0, `byte ${at} of ${bundle.length}`);
  }
});

Deno.test("verifyBundle() says which byte of the zip, and whose", async () => {
  const changed = bundle.slice();
  changed[10] ^= 0x01;
  const { faults } = await verifyBundle(changed);
  assert.deepEqual(faults, [{
    file: "the zip",
    what: 'byte 10 is not what its files make, where "README.txt" is packed',
  }]);
});

Deno.test("verifyBundle() names what is missing and what was added", async () => {
  const without = new Map(files);
  without.delete(chart);
  without.set("extra.txt", encoder.encode("x"));
  const { faults } = await verifyBundle(zipped(without));
  assert.deepEqual(faults, [
    { file: chart, what: "it is missing" },
    { file: "extra.txt", what: "no manifest names it: it was not bundled" },
  ]);
});

Deno.test("verifyBundle() judges again: a verdict that was turned is named, all hashes right", async () => {
  const claims = JSON.parse(textOf("claims.json"));
  const turned = claims.find(({ verdict }: { verdict: string }) => verdict !== "not run");
  const given = turned.verdict;
  turned.verdict = "reproduced";
  const { faults } = await verifyBundle(
    resealed("claims.json", JSON.stringify(claims, null, 2) + "\n"),
  );
  assert.deepEqual(faults, [{
    file: "claims.json",
    what: `${turned.id}: "verdict" is "reproduced", the records give "${given}"`,
  }]);
});

Deno.test("verifyBundle() takes numbers again: a rate that its samples do not give is named", async () => {
  const lines = textOf("results.jsonl").split("\n");
  const at = lines.findIndex((line) => line.includes('"kind":"throughput"'));
  const record = JSON.parse(lines[at]);
  record.result.onePassTokensPerSecond *= 1.01;
  lines[at] = JSON.stringify(record);
  const { faults } = await verifyBundle(resealed("results.jsonl", lines.join("\n")));
  assert.equal(faults[0].file, "results.jsonl");
  assert.match(
    faults[0].what,
    new RegExp(`^line ${at + 1}: "result\\.onePassTokensPerSecond" is [\\d.]+, its samples give `),
  );
});

Deno.test("verifyBundle() names the line of a record that contradicts itself", async () => {
  const changed = textOf("results.jsonl").replace('"correctTokens":4', '"correctTokens":3');
  const { faults } = await verifyBundle(resealed("results.jsonl", changed));
  assert.deepEqual(faults, [{
    file: "results.jsonl",
    what: 'line 1: "result.correctTokens" is 3, want 4: 4 of 4 ids are right',
  }]);
});

Deno.test("verifyBundle() says that records without a sample cannot be judged", async () => {
  const lines = textOf("results.jsonl").split("\n");
  const at = lines.findIndex((line) => line.includes('"kind":"throughput"'));
  const record = JSON.parse(lines[at]);
  record.result.onePassMilliseconds = [];
  lines[at] = JSON.stringify(record);
  const { faults } = await verifyBundle(resealed("results.jsonl", lines.join("\n")));
  assert.match(faults[0].what, /^it cannot be judged: /);
});

for (const [what, bytes] of [["text", encoder.encode("no zip")], ["nothing", new Uint8Array()]]) {
  Deno.test(`verifyBundle() takes ${what} for no bundle`, async () => {
    const { faults } = await verifyBundle(bytes as Uint8Array);
    assert.equal(faults[0].file, "the zip");
  });
}

Deno.test("makeBundle() refuses verdicts that the records do not give, with the cure", async () => {
  await using folder = await newFolder();
  await writeSmallRun(folder.path, { "claims.json": "[]" });
  await assert.rejects(makeBundle(folder.path), {
    name: "RangeError",
    message:
      /its claims\.json is not what its records give: .*write its report anew with "deno task report/,
  });
});

/** The bundle with one file changed and every hash made to fit. */
function resealed(file: string, content: string): Uint8Array {
  const { sha256: _, ...manifest } = JSON.parse(textOf("manifest.json"));
  const bytes = encoder.encode(content);
  manifest.files[file] = {
    bytes: bytes.length,
    sha256: sha256(bytes),
    blocks: blockHashes(bytes),
  };
  const again = sealed(manifest);
  const json = encoder.encode(canonicalJson(again) + "\n");
  return zipped(
    new Map([
      ...files,
      [file, bytes],
      ["manifest.json", json],
      ["SHA256SUMS", encoder.encode(sumsOf(again, json))],
    ]),
  );
}
