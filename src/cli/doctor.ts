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
import { float32, onnxRuntimeEngine } from "../runtime/mod.ts";
import { hasNativeTensorFlow } from "../runtime/tfjs/mod.ts";
import { lastSentence } from "./_last_sentence.ts";
import { command, runCommand } from "./_run_command.ts";

/** One thing looked at. */
interface Finding {
  readonly what: string;
  /** null where there is nothing that could work or not. */
  readonly works: boolean | null;
  readonly detail: string;
}

/** Runs the command line `args` and gives its exit status. */
export async function doctor(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const program = command(
    "doctor",
    "Say what this machine can run, and what is missing for the rest",
  )
    .option("--json", "print an array of objects")
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await examine();
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
    await tool("python3", ["-m", "pip", "--version"], "models where the hub cannot be reached"),
    await tool("git", ["--version"], "naming the commit in reports"),
    await defaultModel(),
    ...Object.entries(FIXTURE_VARIABLES).map(([name, meaning]) => variable(name, meaning)),
  ];
}

/** Really multiplies two small matrices there. */
async function device(name: "cpu" | "webgpu" | "cuda"): Promise<Finding> {
  const what = `ONNX Runtime on ${name}`;
  const cure = cures[name];
  // Asked for without the loader, the native library writes over the terminal.
  if (name === "webgpu" && !hasVulkan()) {
    return { what, works: false, detail: `libvulkan.so.1 is not installed${cure}` };
  }
  try {
    const x = input("x", [2, 2]);
    const product = matMul(x, constant(Float32Array.of(0, 1, 1, 0), [2, 2]));
    const engine = onnxRuntimeEngine({ device: name, threads: 1 });
    await using program = await engine.compile({ inputs: { x }, outputs: { product } });
    const results = await program.run({ x: float32(Float32Array.of(1, 2, 3, 4), [2, 2]) });
    const right = results.product.data.toString() === "2,1,4,3";
    return { what, works: right, detail: right ? "ran" : `wrong result ${results.product.data}` };
  } catch (error) {
    return { what, works: false, detail: `${lastSentence((error as Error).message)}${cure}` };
  }
}

const cures = {
  cpu: "",
  webgpu: "; wants a graphics card and its driver, on Linux with Vulkan",
  cuda: "; wants CUDA, cuDNN 9 and onnxruntime-node's own install script",
};

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

if (import.meta.main) Deno.exit(await doctor(Deno.args));
