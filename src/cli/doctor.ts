/**
 * `deno task doctor`: what this machine can run, and why not.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import {
  findModel,
  FIXTURE_VARIABLES,
  fixtureSettings,
  MODELS,
  verifyModel,
} from "../fixtures/mod.ts";
import { constant, input } from "../graph/mod.ts";
import { matMul } from "../kernels/mod.ts";
import { devicePaths, type DeviceRun, readDeviceRuns } from "../records/device_record.ts";
import { DeviceUnavailableError, float32, onnxRuntimeEngine } from "../runtime/mod.ts";
import { hasNativeTensorFlow } from "../runtime/tfjs/mod.ts";
import { keptChoices } from "../bench/batch_choice.ts";
import { processor } from "../records/environment.ts";
import { batchFolder } from "../bench/batch_for.ts";
import type { Finding } from "./_finding.ts";
import { lastSentence } from "./_last_sentence.ts";
import { recordDevices } from "./_record_devices.ts";
import { command, runCommand } from "./_run_command.ts";

/** Runs the command line `args` and gives its exit status. */
export async function doctor(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const program = command(
    "doctor",
    "Say what this machine can run, and what is missing for the rest",
  )
    .option("--json", "print an array of objects")
    .option("--record", "run a toy fit on every device instead, into fixtures/devices.json")
    .action(async ({ json, record }: { json?: boolean; record?: boolean }) => {
      const findings = record ? await recordDevices() : await examine();
      if (json) return console.log(JSON.stringify(findings, null, 2));
      for (const { what, works, detail } of findings) {
        const answer = works === null ? "-" : works ? "yes" : "no";
        console.log(`${answer.padEnd(4)} ${what.padEnd(30)} ${detail}`);
      }
    });
  return await runCommand(program, args, { interrupt });
}

async function examine(): Promise<Finding[]> {
  const { total, available } = Deno.systemMemoryInfo();
  const runs = await readDeviceRuns();
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  return [
    { what: "Deno", works: true, detail: `${Deno.version.deno} on ${Deno.build.target}` },
    {
      what: "memory for the default model",
      works: available > 2e9,
      detail: `${gigabytes(available)} free of ${gigabytes(total)}, wants 2 GB`,
    },
    { what: "cores", works: true, detail: String(navigator.hardwareConcurrency) },
    ...await Promise.all((["cpu", "webgpu", "cuda"] as const).map(device)),
    await nativeTensorFlow(),
    ...devicePaths.map(({ device }) => lastRun(device, runs)),
    await tool("python3", ["-m", "pip", "--version"], "models where the hub cannot be reached"),
    await tool("git", ["--version"], "naming the commit in reports"),
    await defaultModel(),
    ...await batchChoices(),
    ...Object.entries(FIXTURE_VARIABLES).map(([name, meaning]) => variable(name, meaning)),
  ];
}

/** Really multiplies two small matrices there. */
async function device(name: "cpu" | "webgpu" | "cuda"): Promise<Finding> {
  const what = `ONNX Runtime on ${name}`;
  try {
    const x = input("x", [2, 2]);
    const product = matMul(x, constant(Float32Array.of(0, 1, 1, 0), [2, 2]));
    const engine = onnxRuntimeEngine({ device: name, threads: 1 });
    await using program = await engine.compile({ inputs: { x }, outputs: { product } });
    const results = await program.run({ x: float32(Float32Array.of(1, 2, 3, 4), [2, 2]) });
    const right = results.product.data.toString() === "2,1,4,3";
    return { what, works: right, detail: right ? "ran" : `wrong result ${results.product.data}` };
  } catch (error) {
    const detail = error instanceof DeviceUnavailableError
      ? `${error.reason}; ${error.cure}`
      : lastSentence((error as Error).message);
    return { what, works: false, detail };
  }
}

/** A device's last real run, wherever that was. */
function lastRun(device: string, runs: readonly DeviceRun[]): Finding {
  const what = `last fit on ${device}`;
  const run = runs.find((run) => run.device === device);
  if (run === undefined) return { what, works: null, detail: "never" };
  const { commit, date, result } = run;
  return { what, works: result.startsWith("right"), detail: `${date} at ${commit}: ${result}` };
}

function variable(name: string, meaning: string): Finding {
  const value = Deno.env.get(name);
  // A token is said to be there, never shown.
  const state = value === undefined ? "not set" : name === "HF_TOKEN" ? "set" : value;
  return { what: name, works: value === undefined ? null : true, detail: `${state}: ${meaning}` };
}

async function nativeTensorFlow(): Promise<Finding> {
  const works = await hasNativeTensorFlow();
  const detail = works
    ? "built"
    : 'not built, "deno task tfjs:build" does that; --engine tfjs runs on WebAssembly meanwhile';
  return { what: "TensorFlow.js, natively", works, detail };
}

async function tool(name: string, args: string[], purpose: string): Promise<Finding> {
  try {
    const { success, stdout } = await new Deno.Command(name, { args, stderr: "null" }).output();
    const [line] = new TextDecoder().decode(stdout).split("\n");
    return { what: name, works: success, detail: success ? line : `fails; for ${purpose}` };
  } catch {
    return { what: name, works: false, detail: `not found; for ${purpose}` };
  }
}

async function defaultModel(): Promise<Finding> {
  const id = MODELS.default;
  const settings = fixtureSettings();
  const states = await verifyModel(findModel(id), { settings, full: false }).catch((error) => {
    // Hashed and right, then noted down, which this command may not: it changes nothing.
    if (error instanceof Deno.errors.NotCapable) return [];
    throw error;
  });
  const missing = states.find(({ state }) => state !== "right");
  const detail = missing === undefined
    ? "here and checked"
    : `${missing.name} is ${missing.state}; "deno task fixtures fetch" gets it`;
  return { what: id, works: missing === undefined, detail };
}

/** Why no larger B was chosen. */
const beyond = {
  "no faster": "twice as many are no faster",
  "memory": "twice as many have no room",
  "asked for": "no more texts were asked for",
} as const;

/** What was measured on this processor of B and threads, a length bucket a line. */
async function batchChoices(): Promise<Finding[]> {
  const here = processor();
  const choices = (await keptChoices(batchFolder())).filter(({ scope }) =>
    scope.cpu === here.cpu && scope.cores === here.cores
  );
  if (choices.length === 0) {
    const detail = "none measured yet: the first fit of several texts does";
    return [{ what: "B and threads of fits", works: null, detail }];
  }
  return choices.map(({ model, scope: { tokens, engine, device }, batch, threads, ended }) => ({
    what: `fits of N = ${tokens[0]}${tokens[1] > tokens[0] ? ` to ${tokens[1]}` : ""}`,
    works: true,
    detail: `B = ${batch} on ${threads} threads, ${beyond[ended]}; ${model}, ${engine} ${device}`,
  }));
}

if (import.meta.main) Deno.exit(await doctor(Deno.args));
