import { isoNow } from "./stopwatch.ts";

/** Every way a graph can be run, and how to come by it: `fixtures/devices.json` has their runs. */
export const devicePaths = [
  { device: "cpu", engine: "onnxruntime", on: "cpu", software: false },
  { device: "webgpu on SwiftShader", engine: "onnxruntime", on: "webgpu", software: true },
  { device: "webgpu", engine: "onnxruntime", on: "webgpu", software: false },
  { device: "cuda", engine: "onnxruntime", on: "cuda", software: false },
  { device: "tfjs tensorflow", engine: "tfjs", on: "tensorflow", software: false },
  { device: "tfjs tensorflow on cuda", engine: "tfjs", on: "tensorflow", software: false },
  { device: "tfjs wasm", engine: "tfjs", on: "wasm", software: false },
] as const;

export type DevicePath = typeof devicePaths[number];

/** The last time a device really ran, and what it said. */
export interface DeviceRun {
  readonly device: DevicePath["device"];
  /** As in reports; "+changes" where files differed from it. */
  readonly commit: string;
  readonly date: string;
  /** What was run. */
  readonly what: string;
  /** "right", with what was measured, or what was wrong. */
  readonly result: string;
}

const file = new URL("../../fixtures/devices.json", import.meta.url);

/** The last run of each device that has had one. */
export async function readDeviceRuns(): Promise<DeviceRun[]> {
  return JSON.parse(await Deno.readTextFile(file));
}

/** Puts runs in the place of earlier ones of the same devices; dated now. */
export async function recordDeviceRuns(runs: readonly Omit<DeviceRun, "date">[]): Promise<void> {
  const before = await readDeviceRuns();
  const date = isoNow().slice(0, 10);
  const after = devicePaths.flatMap(({ device }) => {
    const run = runs.find((run) => run.device === device);
    const old = before.find((run) => run.device === device);
    return run !== undefined ? [{ ...run, date }] : old !== undefined ? [old] : [];
  });
  await Deno.writeTextFile(file, `${JSON.stringify(after, null, 2)}\n`);
}
