/**
 * Packs the kit and runs it as a bare machine would: in a namespace without a network, with an empty
 * home and none of this machine's caches, on software Vulkan, at toy size. Packing takes a minute or
 * more of two cores, which is why no test does it.
 *
 *     deno task device-check:prove [--kit FOLDER] [--python PATH]
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a proof says what it sees
import { parseArgs } from "node:util";
import assert from "node:assert/strict";
import { join } from "node:path";
import { readDeviceCheck } from "../../src/device/mod.ts";
import { writePack } from "../../src/device/write_pack.ts";
import { findSoftwareVulkan } from "../../src/harness/software_vulkan.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: { kit: { type: "string" }, python: { type: "string" } },
});

const vulkan = await findSoftwareVulkan();
const unshared = await new Deno.Command("unshare", { args: ["-n", "true"] }).output()
  .then(({ success }) => success, () => false);
if (vulkan === null || !unshared) {
  console.log(
    vulkan === null
      ? "SKIPPED: no Chromium is here to take SwiftShader from"
      : "SKIPPED: a namespace without a network may not be made here",
  );
  Deno.exit(0);
}

const bare = await Deno.makeTempDir({ prefix: "onepass-bare-" });
try {
  const kit = values.kit ?? join(bare, "kit");
  if (values.kit === undefined) {
    const began = performance.now();
    const { files, bytes } = await writePack(kit, { commit: "proof" });
    for (const { name, bytes } of files) console.log(`${name}: ${bytes} bytes`);
    console.log(`kit: ${bytes} bytes, packed in ${secondsSince(began)} s`);
  }
  await Deno.mkdir(join(bare, "home"));
  await Deno.mkdir(join(bare, "tmp"));
  const began = performance.now();
  const own = ["--shapes", "toy", "--threads", "1", "--patience", "4", "--seconds", "1800"];
  const peer = values.python === undefined
    ? ["--no-python"]
    : ["--python", values.python, "--torch-device", "cpu"];
  const { code } = await new Deno.Command("unshare", {
    args: ["-n", "sh", join(kit, "start.sh"), ...own, ...peer, "--out", "card.json"],
    cwd: bare,
    clearEnv: true,
    env: {
      PATH: "/usr/bin:/bin",
      HOME: join(bare, "home"),
      TMPDIR: join(bare, "tmp"),
      NO_COLOR: "1",
      ...vulkan.env,
    },
  }).spawn().status;
  console.log(`ran in ${secondsSince(began)} s, unpacking included`);
  assert.equal(code, 0);
  const { answers, rows, softwareVulkan } = await readDeviceCheck(join(bare, "card.json"));
  assert.equal(softwareVulkan, true);
  for (const device of ["cpu", "webgpu"]) {
    assert.equal(answers.find((one) => one.device === device)?.state, "right", device);
    const own = rows.filter((row) => row.device === device && row.who === "onepass");
    assert.deepEqual(own.map(({ state }) => state), Array(4).fill("measured"), device);
  }
  if (values.python !== undefined) {
    const eager = rows.filter(({ who }) => who === "pytorch eager");
    assert.deepEqual(eager.map(({ state }) => state), ["measured", "measured"]);
  }
  const left = await Array.fromAsync(Deno.readDir(join(bare, "tmp")));
  assert.deepEqual(left.map(({ name }) => name), [], "it leaves nothing");
  console.log("Proved.");
} finally {
  await Deno.remove(bare, { recursive: true });
}

function secondsSince(began: number): number {
  return Math.round((performance.now() - began) / 1000);
}
