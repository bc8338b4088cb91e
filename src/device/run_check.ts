import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeRandomLlama } from "../bench/random_llama.ts";
import { type DeviceStep, faultOf, nodesOn } from "../harness/device_step.ts";
import { readMachine } from "../records/environment.ts";
import { graphicsCard } from "../records/graphics_card.ts";
import { milliseconds } from "../records/stopwatch.ts";
import type { DeviceAnswer, DeviceCheck, DeviceRow } from "./device_check.ts";
import { type KitShape, type KitShapeName, kitShapes } from "./kit_shapes.ts";
import { type Computer, type Measurement, nameOf, type Said } from "./measurement.ts";
import { type Heard, type References, rowsOf } from "./rows_of.ts";
import { type Ended, runBounded } from "./run_bounded.ts";
import { hasOnlySoftwareDrivers } from "./software_drivers.ts";

export interface CheckOptions {
  readonly shapes: readonly KitShapeName[];
  /** Of our own engine; cpu is what the others are held against, and comes first. */
  readonly devices: readonly ("cpu" | "webgpu" | "cuda")[];
  /** Runs PyTorch; null: it is not asked. */
  readonly python: string | null;
  readonly torchDevice: string;
  readonly threads: number;
  /** For all of it. What is not begun by then is not run. */
  readonly seconds: number;
  /** A slow machine's processes are given so many times as long. Default: 1. */
  readonly patience?: number;
  /** Holds the weights meanwhile; the caller removes it. */
  readonly folder: string;
  readonly command: string;
  /** Of the code, where it is no checkout. */
  readonly commit?: string;
  readonly signal?: AbortSignal;
  /** Told before each measurement. */
  readonly onBegin?: (what: string) => void;
  /** Runs a script in a process; `runBounded`, but for tests. */
  readonly run?: typeof runBounded;
}

/** Longest that one process may take, seconds, at the largest shape. */
const usualSeconds: Readonly<Record<string, number>> = {
  cpu: 45,
  webgpu: 45,
  cuda: 30,
  "pytorch eager": 45,
  "pytorch compile": 90,
  transformers: 45,
};
/** The smaller shapes take less, and must not use up the larger one's time. */
const smallerShare = 0.7;
const answerSeconds = 25;

const root = fileURLToPath(new URL("../../", import.meta.url));
const script = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Measures everything there is to measure on this machine, each in a process of its own that is
 * ended when its time is up. What fails says why; nothing fails all of it.
 */
export async function runCheck(options: CheckOptions): Promise<DeviceCheck> {
  const began = milliseconds();
  const machine = await readMachine();
  const left = () => options.seconds - (milliseconds() - began) / 1000;
  const running = { ...options, left, run: options.run ?? runBounded };
  const answers: DeviceAnswer[] = [];
  for (const device of options.devices) answers.push(await answerOf(device, running));
  const rows: DeviceRow[] = [];
  for (const shape of options.shapes) rows.push(...await shapeRows(shape, running));
  return {
    what: "device check",
    version: 1,
    machine: { ...machine, commit: options.commit ?? machine.commit },
    card: await graphicsCard(),
    softwareVulkan: await hasOnlySoftwareDrivers(),
    command: options.command,
    elapsedSeconds: (milliseconds() - began) / 1000,
    answers,
    rows,
  };
}

interface Running extends CheckOptions {
  readonly left: () => number;
  readonly run: typeof runBounded;
}

/** The toy step against float64: the plain graph on this device is the right one. */
async function answerOf(device: string, running: Running): Promise<DeviceAnswer> {
  running.onBegin?.(`a toy step on ${device}`);
  const seconds = (running.patience ?? 1) * answerSeconds;
  const step = script("../harness/device_step_process.ts");
  const ended = await bounded([step, "onnxruntime", device], {
    seconds,
    device,
    running,
  });
  if (typeof ended === "string") return { device, state: "not run", detail: ended };
  const fault = faultOfProcess(ended, seconds);
  if (fault !== null) return { device, state: "not run", detail: fault };
  const answer = JSON.parse(ended.stdout.trim().split("\n").at(-1)!) as DeviceStep;
  const wrong = faultOf(answer, device);
  if (wrong !== null) return { device, state: "wrong", detail: wrong };
  const { here, all } = nodesOn(answer.nodesByProvider ?? {});
  const detail = `gradient within ${answer.gradientError.toExponential(0)} of float64` +
    (device === "cpu" ? "" : `, ${here} of ${all} nodes on the device`);
  return { device, state: "right", detail };
}

async function shapeRows(shape: KitShapeName, running: Running): Promise<DeviceRow[]> {
  const { config, model }: KitShape = kitShapes[shape];
  const folder = join(running.folder, shape);
  running.onBegin?.(`writing ${model}`);
  const unwritten = await writeModel(folder, config).then(() => null, (error: Error) => {
    running.signal?.throwIfAborted();
    return `its weights could not be written: ${error.message}`;
  });
  const references: References = new Map();
  const rows: DeviceRow[] = [];
  for (const { subject, by } of subjectsOf(running)) {
    const { threads, command } = running;
    const measurement: Measurement = { shape, subject, by, threads, folder };
    running.onBegin?.(`${subject}, ${nameOf(by)}, ${model}`);
    const heard = unwritten === null
      ? await hear(measurement, running)
      : { said: [], missing: unwritten };
    rows.push(...rowsOf(measurement, { heard, references, command }));
  }
  // The next shape may need the room.
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  return rows;
}

async function writeModel(folder: string, config: KitShape["config"]): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await writeRandomLlama(join(folder, "model.safetensors"), config);
  await Deno.writeTextFile(join(folder, "config.json"), JSON.stringify(config));
}

function subjectsOf({ devices, python, torchDevice }: Running) {
  const own = devices.map((device): Computer => ({ who: "onepass", device }));
  const peers = (...names: readonly ("pytorch eager" | "pytorch compile" | "transformers")[]) =>
    python === null ? [] : names.map((who): Computer => ({ who, device: torchDevice, python }));
  const steps = (...by: readonly Computer[]) =>
    by.map((by) => ({ subject: "fit step", by }) as const);
  const decoding = (...by: readonly Computer[]) =>
    by.map((by) => ({ subject: "decoding", by }) as const);
  return [
    ...steps(...own, ...peers("pytorch eager")),
    ...decoding(...own, ...peers("transformers")),
    // Compiling takes longest, and must not use up the others' time.
    ...steps(...peers("pytorch compile")),
  ];
}

async function hear(measurement: Measurement, running: Running): Promise<Heard> {
  const { by, shape } = measurement;
  const most = (running.patience ?? 1) * usualSeconds[by.who === "onepass" ? by.device : by.who];
  const seconds = shape === "llama-3.2-1b" ? most : smallerShare * most;
  const args = [script("measure_process.ts"), JSON.stringify(measurement)];
  const ended = await bounded(args, { seconds, device: by.device, running });
  if (typeof ended === "string") return { said: [], missing: ended };
  // A process that was ended may have been in the middle of a line.
  const lines = ended.stdout.split("\n").slice(0, -1).filter((line) => line.startsWith("{"));
  return {
    said: lines.map((line) => JSON.parse(line) as Said),
    missing: faultOfProcess(ended, seconds),
  };
}

/** Runs a script, or says why there was no time to. */
async function bounded(
  args: readonly string[],
  { seconds, device, running: { run, left, signal } }: {
    readonly seconds: number;
    readonly device: string;
    readonly running: Running;
  },
): Promise<Ended | string> {
  signal?.throwIfAborted();
  const time = Math.min(seconds, left());
  if (time < 2) return "no time was left for it";
  return await run(["run", "--quiet", "--allow-all", ...args], {
    seconds: time,
    cwd: root,
    signal,
    // Without this, the card rounds float32 products' operands to 10 bits.
    env: device === "cuda" ? { NVIDIA_TF32_OVERRIDE: "0" } : {},
  });
}

function faultOfProcess({ code, timedOut, stderr }: Ended, seconds: number): string | null {
  if (timedOut) return `its time was up, ${Math.round(seconds)} s at most`;
  if (code === 0) return null;
  const said = stderr.trim().split("\n");
  const line = said.find((line) => /^error: /.test(line)) ?? said.at(-1) ?? "";
  const words = line.replace(/^error: (Uncaught (\(in promise\) )?)?(\w+: )?/, "").trim();
  return words === "" ? `its process ended with status ${code}` : words;
}
