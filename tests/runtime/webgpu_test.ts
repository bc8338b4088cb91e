/**
 * WebGPU without a graphics card: SwiftShader draws on the CPU, slowly, and so proves that the
 * plain lowering is right on the webgpu provider and that the provider really ran it.
 */
import assert from "node:assert/strict";
import { deviceStep, deviceTolerance, nodesOn } from "../../src/harness/device_step.ts";
import { findSoftwareVulkan } from "../../src/harness/software_vulkan.ts";
import { runDeviceStep } from "../../src/harness/try_device.ts";
import { onnxRuntimeEngine } from "../../src/runtime/mod.ts";

const webgpu = { engine: "onnxruntime", on: "webgpu" } as const;
const vulkan = await findSoftwareVulkan();
const missing = vulkan === null ? " *skipped: no Chromium here to take SwiftShader from*" : "";

Deno.test({
  name: `a fit step on webgpu is the CPU's, on SwiftShader${missing}`,
  ignore: vulkan === null,
  async fn() {
    const answer = await runDeviceStep(webgpu, vulkan!.env);
    assert.ok("step" in answer, JSON.stringify(answer));
    const got = answer.step;
    const want = await deviceStep(onnxRuntimeEngine({ threads: 1 }));
    assert.deepEqual(got.prediction, want.prediction);
    close(got.lossNats, want.lossNats, { what: "loss", tolerance: deviceTolerance });
    const largest = Math.max(...want.gradient.map(Math.abs));
    const tolerance = deviceTolerance * largest;
    want.gradient.forEach((value, i) =>
      close(got.gradient[i], value, { what: `gradient ${i}`, tolerance })
    );
    assert.ok(got.gradientError <= deviceTolerance, `float64 differs by ${got.gradientError}`);
    // int64 indices are the CPU's; everything that costs is the device's.
    const { here, all } = nodesOn(got.nodesByProvider!);
    assert.ok(all > 100 && here >= 0.95 * all, `webgpu ran ${here} of ${all} nodes`);
  },
});

Deno.test({
  name: `webgpu without a driver is an error that names the cure, and never the CPU${missing}`,
  ignore: vulkan === null,
  async fn() {
    const answer = await runDeviceStep(webgpu, {
      ...vulkan!.env,
      VK_ICD_FILENAMES: "/nowhere/driver.json",
      VK_DRIVER_FILES: "/nowhere/driver.json",
    });
    assert.ok("error" in answer);
    assert.match(
      answer.error,
      /^Cannot run on device "webgpu": Failed to get a WebGPU adapter: .+; install the card's/,
    );
  },
});

Deno.test({
  name: "cuda without its libraries is an error that names the cure, and never the CPU",
  ignore: await Deno.stat("/dev/nvidia0").then(() => true, () => false),
  async fn() {
    const answer = await runDeviceStep({ engine: "onnxruntime", on: "cuda" }, {});
    assert.ok("error" in answer);
    assert.match(answer.error, /^Cannot run on device "cuda": .+; install CUDA .+docs\/gpu\.md$/);
  },
});

function close(
  got: number,
  want: number,
  { what, tolerance }: { what: string; tolerance: number },
): void {
  const gap = Math.abs(got - want);
  assert.ok(gap <= tolerance, `${what}: want ${want}, got ${got}, tolerance ${tolerance}`);
}
