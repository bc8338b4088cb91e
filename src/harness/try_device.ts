import { fileURLToPath } from "node:url";
import type { DevicePath } from "../records/device_record.ts";
import { type DeviceStep, faultOf, nodesOn } from "./device_step.ts";
import { findSoftwareVulkan, usesSoftwareVulkan } from "./software_vulkan.ts";

/** How trying a device came out. */
export type DeviceTrial =
  | { readonly ran: true; readonly right: boolean; readonly result: string }
  | { readonly ran: false; readonly reason: string };

/**
 * Runs {@linkcode deviceStep} on a device, in a process of its own, and judges it. Wants the
 * permission to run Deno.
 */
export async function tryDevice(path: DevicePath): Promise<DeviceTrial> {
  const surroundings = await surroundingsOf(path);
  if ("reason" in surroundings) return { ran: false, reason: surroundings.reason };
  const answer = await runDeviceStep(path, surroundings.env);
  if ("error" in answer) return { ran: false, reason: answer.error };
  const fault = faultOf(answer.step, path.on);
  const result = fault === null ? rightly(answer.step) : `wrong: ${fault}`;
  return { ran: true, right: fault === null, result };
}

/** The step's process: what it measured, or the last thing it said. */
export async function runDeviceStep(
  { engine, on }: Pick<DevicePath, "engine" | "on">,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly step: DeviceStep } | { readonly error: string }> {
  const script = fileURLToPath(new URL("device_step_process.ts", import.meta.url));
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", script, engine, on],
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    env: { NO_COLOR: "1", ...env },
  }).output();
  const decoder = new TextDecoder();
  if (success) return { step: JSON.parse(decoder.decode(stdout).trim().split("\n").at(-1)!) };
  const said = decoder.decode(stderr).trim().split("\n");
  const error = said.find((line) => line.startsWith("error: ")) ?? said.at(-1)!;
  return { error: error.replace(/^error: (Uncaught (\(in promise\) )?)?(\w+: )?/, "") };
}

type Surroundings = { readonly env: Readonly<Record<string, string>> } | {
  readonly reason: string;
};

async function surroundingsOf({ device, on, software }: DevicePath): Promise<Surroundings> {
  if (device === "tfjs tensorflow on cuda") {
    return { reason: "not tried by this command: docs/tfjs.md says how to build it" };
  }
  if (software) {
    const vulkan = await findSoftwareVulkan();
    return vulkan ?? { reason: "no Chromium is here to take SwiftShader from" };
  }
  if (on === "webgpu" && usesSoftwareVulkan()) {
    return { reason: "the environment names a software driver, which is no graphics card" };
  }
  // Without this, the card rounds float32 products' operands to 10 bits.
  return { env: on === "cuda" ? { NVIDIA_TF32_OVERRIDE: "0" } : {} };
}

function rightly({ gradientError, nodesByProvider }: DeviceStep): string {
  const right = `right: gradient within ${gradientError.toExponential(0)} of the reference`;
  if (nodesByProvider === null) return right;
  const { here, all } = nodesOn(nodesByProvider);
  return here === 0 ? right : `${right}, ${here} of ${all} nodes on the device`;
}
