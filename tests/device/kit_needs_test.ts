import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { kitNeeds } from "../../src/device/kit_needs.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

Deno.test("kitNeeds() names what is loaded at once, and not what is installed with it", async () => {
  const { packages, files } = await kitNeeds(["src/bench/own_steps_worker.ts"], { root });
  const names = packages.map(({ name }) => name);
  for (const name of ["onnxruntime-node", "onnxruntime-common", "protobufjs", "long"]) {
    assert.ok(names.includes(name), `${name} of ${names}`);
  }
  for (const name of ["@tensorflow/tfjs", "@sparticuz/chromium", "adm-zip", "vega"]) {
    assert.ok(!names.includes(name), name);
  }
  const runtime = packages.find(({ name }) => name === "onnxruntime-node")!;
  assert.match(runtime.version, /^\d+\.\d+\.\d+$/);
  assert.ok(files.includes("src/bench/own_steps_worker.ts"));
  // Data are modules too.
  assert.ok(files.includes("fixtures/seeds.json"));
});
