import type { Tensor as TfTensor } from "@tensorflow/tfjs";
import { type Graph, sameShape, showShape, type Value, verify } from "../../graph/mod.ts";
import type { Program, Tensor } from "../engine.ts";
import { interpret, type Plan, plan } from "./interpret.ts";
import { type LoadedTensorFlow, loadTensorFlow } from "./load_tensor_flow.ts";
import type { TensorFlow, TfjsBackend, TfjsEngine } from "./tensor_flow.ts";
import { type WeightTensors, weightTensors } from "./weight_tensors.ts";

export interface TfjsOptions {
  /** Default: "tensorflow" where `deno task tfjs:build` has made it, otherwise "wasm". */
  readonly backend?: TfjsBackend;
  /** Folder whose node_modules hold @tensorflow/tfjs-node or -gpu, installed another way. */
  readonly folder?: string;
  /** Threads of one operator; the native backend's, of the first engine in a process. */
  readonly threads?: number;
}

/**
 * TensorFlow.js as an engine: it interprets the very graph that ONNX Runtime compiles.
 *
 * @throws Error where the native backend is asked for and not there
 */
export async function tfjsEngine(options: TfjsOptions = {}): Promise<TfjsEngine> {
  const { threads = navigator.hardwareConcurrency } = options;
  const loaded = await loadTensorFlow({ ...options, threads });
  const weights = weightTensors(loaded.tf);
  return {
    name: "tfjs",
    backend: loaded.backend,
    device: loaded.device,
    threads: loaded.threads,
    notice: noticeOf(loaded),
    compile: (graph) => compile(graph, { loaded, weights }),
  };
}

function noticeOf({ backend, device, gpuBuild, threads, tf }: LoadedTensorFlow): string {
  const ran = `TensorFlow.js ${tf.version_core} on `;
  if (backend === "tensorflow") {
    if (device === "cuda") return `${ran}its native TensorFlow, on the GPU`;
    const why = gpuBuild ? " (the GPU build finds no NVIDIA GPU with CUDA 12.2 and cuDNN 8.9)" : "";
    return `${ran}its native TensorFlow, on the CPU, ${threads} threads${why}`;
  }
  const what = backend === "wasm" ? "WebAssembly, one thread" : "plain JavaScript, one thread";
  return `${ran}${what}; "deno task tfjs:build" makes the native backend, many times faster`;
}

async function compile(
  graph: Graph,
  { loaded: { tf, backend }, weights }: { loaded: LoadedTensorFlow; weights: WeightTensors },
): Promise<Program> {
  verify(graph);
  const names = Object.keys(graph.outputs);
  const steps = plan(Object.values(graph.outputs));
  const held: Value[] = [];
  const fixed = new Map<Value, TfTensor>();
  await tf.setBackend(backend);
  for (const value of sourcesOf(steps)) {
    if (value.origin.kind === "constant") {
      fixed.set(value, toTensor(tf, { ...value, data: value.origin.data } as Tensor));
    }
    if (value.origin.kind === "weight") {
      fixed.set(value, await weights.hold(value));
      held.push(value);
    }
  }
  return {
    async run(feeds) {
      await tf.setBackend(backend);
      const results = tf.tidy(() => {
        const fed = new Map(
          Object.entries(graph.inputs).map(([name, value]) => [
            value,
            toTensor(tf, checkedFeed(name, { value, feed: feeds[name] })),
          ]),
        );
        const given = (value: Value) => fed.get(value) ?? fixed.get(value)!;
        // A copy of the handle: an output may be an input or a constant, which stay.
        return interpret(steps, { tf, given, free: true }).map((tensor) => tensor.clone());
      });
      const read = await Promise.all(
        results.map((tensor, i) => fromTensor(tensor, graph.outputs[names[i]])),
      );
      tf.dispose(results);
      return Object.fromEntries(read.map((tensor, i) => [names[i], tensor]));
    },
    [Symbol.asyncDispose]() {
      for (const [value, tensor] of fixed) {
        if (value.origin.kind === "constant") tensor.dispose();
      }
      fixed.clear();
      for (const value of held.splice(0)) weights.release(value);
      return Promise.resolve();
    },
  };
}

/** Values the plan reads that no node makes, each once. */
function sourcesOf({ order, outputs }: Plan): Set<Value> {
  const read = [...order.flatMap(({ inputs }) => inputs), ...outputs];
  return new Set(read.filter(({ origin }) => origin.kind !== "node"));
}

function checkedFeed(
  name: string,
  { value, feed }: { value: Value; feed: Tensor | undefined },
): Tensor {
  if (feed !== undefined && feed.dtype === value.dtype && sameShape(feed.shape, value.shape)) {
    return feed;
  }
  const got = feed === undefined ? "nothing" : `${feed.dtype} ${showShape(feed.shape)}`;
  throw new TypeError(
    `Cannot run graph: input "${name}" got ${got}, it wants ${value.dtype} ${
      showShape(value.shape)
    }`,
  );
}

/** TensorFlow.js has no int64: integers cross as int32. */
function toTensor(tf: TensorFlow, { dtype, data, shape }: Tensor): TfTensor {
  if (dtype === "float32") return tf.tensor(data, [...shape], "float32");
  const narrow = Int32Array.from(data, Number);
  const wide = data.find((value, i) => BigInt(narrow[i]) !== value);
  if (wide !== undefined) {
    throw new RangeError(`Cannot give ${wide} to TensorFlow.js: its integers have 32 bits`);
  }
  return tf.tensor(narrow, [...shape], "int32");
}

async function fromTensor(tensor: TfTensor, { dtype, shape }: Value): Promise<Tensor> {
  const data = await tensor.data();
  if (dtype === "int64") return { dtype, shape, data: BigInt64Array.from(data, BigInt) };
  // The backend may hand out its own memory, which the next run writes to.
  return { dtype, shape, data: new Float32Array(data) };
}
