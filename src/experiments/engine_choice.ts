import { type Engine, onnxRuntimeEngine } from "../runtime/mod.ts";
import { hasNativeTensorFlow, type TfjsBackend, tfjsEngine } from "../runtime/tfjs/mod.ts";
import type { Numeric } from "../proto/mod.ts";
import { hasIdleCores } from "./idle_cores.ts";
import type { EngineIdentity } from "../records/record.ts";

/** Which engine a session runs on: plain data, so that it can go to a worker and into a key. */
export type EngineChoice =
  | {
    readonly engine: "onnxruntime";
    readonly device: "cpu" | "webgpu" | "cuda";
    readonly threads: number;
    readonly weights: "packed" | "mapped";
    /** Whether waiting threads spin, see {@linkcode hasIdleCores}. Default: yes. */
    readonly spins?: boolean;
    /** Keeps int8 copies of the model's weights; absent where no fit asks for them. */
    readonly int8Folder?: string;
  }
  | { readonly engine: "tfjs"; readonly device: TfjsBackend; readonly threads: number };

/** As a user names it: `--engine tfjs`, `--device webgpu`. */
export interface EngineWish {
  readonly engine?: string;
  readonly device?: string;
  readonly threads: number;
  /** Of the model in float32; decides whether a rearranged copy of the weights has room. */
  readonly weightBytes: number;
}

/**
 * What a wish comes down to on this machine. TensorFlow.js has no device but its backends: the
 * native one where it is built, otherwise WebAssembly.
 *
 * @throws RangeError where there is no such engine or device
 */
export async function chooseEngine(wish: EngineWish): Promise<EngineChoice> {
  const { engine = "onnxruntime", device, threads, weightBytes } = wish;
  if (engine === "tfjs") {
    const backends: readonly TfjsBackend[] = ["tensorflow", "wasm", "cpu"];
    const found = device ?? (await hasNativeTensorFlow() ? "tensorflow" : "wasm");
    return { engine, device: oneOf("device", found, backends), threads };
  }
  oneOf("engine", engine, ["onnxruntime", "tfjs"]);
  const devices = ["cpu", "webgpu", "cuda"] as const;
  // Packed, a weight is held twice beside its file: once for each direction.
  const roomy = 2 * weightBytes < Deno.systemMemoryInfo().total / 2;
  return {
    engine: "onnxruntime",
    device: oneOf("device", device ?? "cpu", devices),
    threads,
    weights: roomy ? "packed" : "mapped",
    spins: threads > 1 && await hasIdleCores(threads),
  };
}

function oneOf<T extends string>(what: string, got: string, known: readonly T[]): T {
  if (known.includes(got as T)) return got as T;
  throw new RangeError(`Cannot use ${what} "${got}": known are ${known.join(", ")}`);
}

/**
 * The choice, able to run fits in a numeric mode; `folder` is where the model's int8 weights go.
 *
 * @throws RangeError where the engine has no such mode
 */
export function choiceFor(numeric: Numeric, { choice, folder }: {
  readonly choice: EngineChoice;
  readonly folder: string;
}): EngineChoice {
  if (numeric === "float32") return choice;
  if (choice.engine === "onnxruntime" && choice.device === "cpu") {
    return { ...choice, int8Folder: folder };
  }
  throw new RangeError(
    `Cannot run ${numeric} on ${choice.engine} ${choice.device}: only onnxruntime cpu has it`,
  );
}

/**
 * Whether a fit's bits are the same for every B. Unpacked, a product of few rows may sum in another
 * order; a graphics card's and TensorFlow's choose by size as they like.
 */
export function sameBitsForEveryBatch(choice: EngineChoice): boolean {
  return choice.engine === "onnxruntime" && choice.device === "cpu" && choice.weights === "packed";
}

/** Opens the engine, in the thread that will run it. */
export async function openEngine(
  choice: EngineChoice,
  { numeric = "float32" }: { readonly numeric?: Numeric } = {},
): Promise<Engine> {
  if (choice.engine === "tfjs") {
    return await tfjsEngine({ backend: choice.device, threads: choice.threads });
  }
  const { int8Folder, ...others } = choice;
  return onnxRuntimeEngine(numeric === "float32" ? others : { ...others, int8Folder });
}

/** The engine's part of a job. */
export function engineIdentity(choice: EngineChoice, batch: number): EngineIdentity {
  const { engine, device, threads } = choice;
  const weights = choice.engine === "onnxruntime" ? choice.weights : "packed";
  return { engine, device, numeric: "float32", weights, batch, threads };
}
