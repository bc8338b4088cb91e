import { constant, input, lower } from "../graph/mod.ts";
import { matMul } from "../kernels/mod.ts";
import { onnxruntime } from "./_quiet_onnxruntime.ts";

/** A device that ONNX Runtime cannot work on, here and now. */
export class DeviceUnavailableError extends Error {
  readonly reason: string;
  /** What to do about it, or what the device wants. */
  readonly cure: string;

  constructor(device: string, { reason, cure, cause }: {
    readonly reason: string;
    readonly cure: string;
    readonly cause?: unknown;
  }) {
    super(`Cannot run on device "${device}": ${reason}; ${cure}`, { cause });
    this.reason = reason;
    this.cure = cure;
  }
}

const cures = {
  webgpu: "install the card's driver and, on Linux, Vulkan's loader (libvulkan1): docs/gpu.md",
  cuda: "install CUDA 12, cuDNN 9 and ONNX Runtime's CUDA libraries: docs/gpu.md",
};

// Bound before a profiler can wrap it: the session made here is not the one to profile.
const createSession = onnxruntime.InferenceSession.create.bind(onnxruntime.InferenceSession);

const checks = new Map<string, Promise<void>>();

/**
 * Whether a device takes work, found out once a process. ONNX Runtime gives nodes that a device
 * does not take to the CPU without a word; here a product must be the device's own.
 *
 * @throws DeviceUnavailableError where it does not
 */
export function checkDevice(device: "webgpu" | "cuda"): Promise<void> {
  const check = checks.get(device) ?? tryDevice(device);
  checks.set(device, check);
  return check;
}

async function tryDevice(device: "webgpu" | "cuda"): Promise<void> {
  const cure = cures[device] ?? `want one of ${Object.keys(cures).join(", ")} or cpu`;
  // Asked for without the loader, the native library writes over the terminal.
  if (device === "webgpu" && !hasVulkan()) {
    throw new DeviceUnavailableError(device, { reason: "libvulkan.so.1 is not installed", cure });
  }
  const x = input("x", [2, 2]);
  const product = matMul(x, constant(Float32Array.of(0, 1, 1, 0), [2, 2]));
  const { bytes } = lower({ inputs: { x }, outputs: { product } }, { style: "plain" });
  try {
    const session = await createSession(bytes, {
      executionProviders: [device],
      logSeverityLevel: 4,
      extra: { session: { disable_cpu_ep_fallback: "1" } },
    });
    await session.release();
  } catch (cause) {
    throw new DeviceUnavailableError(device, { reason: reasonOf(cause), cure, cause });
  }
}

/** The last sentence of what a native library says, without functions and source paths. */
function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const sentence = message.trim().split("\n")[0].split(". ").at(-1)!;
  return sentence.replace(/^.*\S*[_/]\S*:\s+/, "").replace(/\.$/, "");
}

/** Whether Linux' Vulkan loader is there; other systems bring what WebGPU needs. */
function hasVulkan(): boolean {
  if (Deno.build.os !== "linux") return true;
  try {
    Deno.dlopen("libvulkan.so.1", {}).close();
    return true;
  } catch {
    return false;
  }
}
