/**
 * Golden files are evidence: an independent implementation wrote them and nobody edits one by hand.
 * fixtures/golden/manifest.json holds what the scripts wrote.
 */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";

const golden = new URL("../fixtures/golden/", import.meta.url);
const cure = "if the change is meant, run: python fixtures/golden/manifest.py";

const { files } = JSON.parse(await Deno.readTextFile(new URL("manifest.json", golden))) as {
  files: Record<string, { bytes: number; sha256: string }>;
};

Deno.test("every golden file is the one its script wrote", async () => {
  for (const [name, expected] of Object.entries(files)) {
    const content = await Deno.readFile(new URL(name, golden));
    const sha256 = createHash("sha256").update(content).digest("hex");
    assert.deepEqual({ bytes: content.byteLength, sha256 }, expected, `${name}: ${cure}`);
  }
});

Deno.test("the golden manifest lists every golden data file", async () => {
  const found = (await dataFiles(golden, "")).sort();
  assert.ok(found.length > 0);
  assert.deepEqual(found, Object.keys(files).sort(), cure);
});

Deno.test("every golden result names its script, command and versions", async () => {
  const results = Object.keys(files).filter((name) =>
    /(^|\/)(golden|smollm2_\w+|adamw_trace)\.json$/.test(name)
  );
  assert.ok(results.length >= 6, `only ${results.length} results found`);
  for (const name of results) {
    const { origin } = JSON.parse(await Deno.readTextFile(new URL(name, golden)));
    for (const field of ["script", "command", "python", "torch", "transformers"]) {
      assert.equal(typeof origin[field], "string", `${name}: origin.${field}`);
    }
    await Deno.stat(new URL(`../../${origin.script}`, golden));
  }
});

Deno.test("checkpoint results were computed from the checkpoints beside them", async () => {
  for (const name of Object.keys(files).filter((name) => name.endsWith("/golden.json"))) {
    const folder = name.slice(0, name.lastIndexOf("/"));
    const { origin } = JSON.parse(await Deno.readTextFile(new URL(name, golden)));
    assert.ok(Object.keys(origin.inputs).length > 0, name);
    for (const [input, sha256] of Object.entries(origin.inputs)) {
      assert.equal(files[`${folder}/${input}`].sha256, sha256, `${folder}/${input}`);
    }
  }
});

async function dataFiles(folder: URL, prefix: string): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const name = prefix + entry.name;
    if (entry.isDirectory) {
      names.push(...await dataFiles(new URL(`${entry.name}/`, folder), `${name}/`));
    } else if (/\.(json|safetensors|gguf)$/.test(name) && name !== "manifest.json") {
      names.push(name);
    }
  }
  return names;
}
