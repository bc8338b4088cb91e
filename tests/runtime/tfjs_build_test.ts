import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { buildNative, cpuPackage, gpuPackage, nativeFolder } from "../../src/runtime/tfjs/mod.ts";
import { findNative } from "../../src/runtime/tfjs/native_package.ts";

const here = Deno.build.os === "linux" && Deno.build.arch === "x86_64";
const elsewhere = here ? "" : " *skipped: the recipe is for linux on x86_64*";

Deno.test({
  name: `buildNative() names a missing tool and its cure before it downloads${elsewhere}`,
  ignore: !here,
  async fn() {
    const cacheFolder = await Deno.makeTempDir();
    const stages: string[] = [];
    await assert.rejects(
      buildNative(cpuPackage, {
        settings: { cacheFolder, pythons: ["no-python-3", "no-python"] },
        onStage: (stage) => stages.push(stage),
      }),
      {
        message: 'Cannot build TensorFlow.js natively: "no-python-3 -m pip" or ' +
          '"no-python -m pip" does not run here; ' +
          'install Python 3 with pip (Debian: "apt install python3-pip")',
      },
    );
    assert.deepEqual(stages, []);
    assert.equal(await findNative(nativeFolder(cacheFolder, cpuPackage)), null);
    await Deno.remove(cacheFolder, { recursive: true });
  },
});

Deno.test("buildNative() leaves what is built alone", async () => {
  const cacheFolder = await Deno.makeTempDir();
  const folder = nativeFolder(cacheFolder, gpuPackage);
  const binding = join(
    ...[folder, "node_modules", "@tensorflow", "tfjs-node-gpu", "lib", "napi-v8"],
    "tfjs_binding.node",
  );
  await Deno.mkdir(dirname(binding), { recursive: true });
  await Deno.writeTextFile(binding, "");
  const settings = { cacheFolder, pythons: [] };
  assert.deepEqual(await buildNative(gpuPackage, { settings }), { folder, made: false });
  assert.equal(await findNative(folder), gpuPackage);
  await Deno.remove(cacheFolder, { recursive: true });
});

Deno.test("the CPU and the GPU build lie in folders of their own, named after their versions", () => {
  const folders = [cpuPackage, gpuPackage].map((build) => nativeFolder("cache", build));
  assert.notEqual(folders[0], folders[1]);
  for (const folder of folders) assert.match(folder, /4\.22\.0.*2\.15\.1/);
});
