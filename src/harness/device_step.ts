import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { evaluate, type Graph, type Value } from "../graph/mod.ts";
import { openModel } from "../models/mod.ts";
import { arrangementNamed, fitGraph } from "../proto/mod.ts";
import { normals, stream } from "../random/mod.ts";
import { type Engine, float32, floats, int64, integers, type Tensor } from "../runtime/mod.ts";
import { recordProfile } from "../runtime/record_profile.ts";

/** One fit step of a toy model on some device, beside the same step in float64. */
export interface DeviceStep {
  readonly lossNats: number;
  readonly prediction: readonly number[];
  readonly gradient: readonly number[];
  /** Largest difference from the float64 reference, as a share of the largest component. */
  readonly lossError: number;
  readonly gradientError: number;
  /** Whether every position says what the reference says. */
  readonly samePrediction: boolean;
  /** Graph nodes run by each of ONNX Runtime's providers; null of other engines. */
  readonly nodesByProvider: Readonly<Record<string, number>> | null;
}

/** Errors above which a step is wrong; float32 on SwiftShader comes to 8e-7. */
export const deviceTolerance = 1e-5;

/** What {@linkcode deviceStep} runs, in words. */
export const deviceWork = "one fit step of llama-gqa-tied (2 layers, D 48), B = 2, N = 4";

const batch = 2;
const tokens = 4;
const targets = [5, 17, 33, 80, 9, 9, 9, 60];
const checkpoint = new URL("../../fixtures/golden/llama-gqa-tied/", import.meta.url);

/**
 * Runs the step on an engine and on the reference. ONNX Runtime leaves to the CPU what a device
 * does not take, so its own profile says who ran the nodes.
 */
export async function deviceStep(engine: Engine): Promise<DeviceStep> {
  const model = await toyModel();
  const graph = fitGraph(model, arrangementNamed("[e][m]×(N−1)"), { batch, tokens });
  const { width } = model.config;
  const feeds = {
    proto: float32(
      Float32Array.from(normals(stream(1, "proto-init", 0), batch * 2 * width)),
      [batch, 2, width],
    ),
    targets: int64(targets, [batch, tokens]),
  };
  const want = await referenceOf(graph, feeds);
  const { got, nodesByProvider } = await counted(engine, graph, feeds);
  return {
    lossNats: got.loss[0],
    prediction: got.prediction,
    gradient: [...got.gradient],
    lossError: largestError(got.loss, want.loss),
    gradientError: largestError(got.gradient, want.gradient),
    samePrediction: got.prediction.join() === want.prediction.join(),
    nodesByProvider,
  };
}

/** What is wrong with a step run on `device`, or null; an error of NaN is wrong. */
export function faultOf(step: DeviceStep, device: string): string | null {
  const { lossError, gradientError, samePrediction, nodesByProvider } = step;
  if (!(lossError <= deviceTolerance)) return `the loss is off by ${lossError}`;
  if (!(gradientError <= deviceTolerance)) return `the gradient is off by ${gradientError}`;
  if (!samePrediction) return "the prediction differs";
  if (device === "cpu" || nodesByProvider === null) return null;
  const { here, all } = nodesOn(nodesByProvider);
  return here >= 0.9 * all ? null : `the CPU ran ${all - here} of ${all} nodes`;
}

/** Nodes that a device ran itself, not the CPU for it. */
export function nodesOn(nodesByProvider: Readonly<Record<string, number>>) {
  const all = Object.values(nodesByProvider).reduce((sum, count) => sum + count, 0);
  return { here: all - (nodesByProvider.CPUExecutionProvider ?? 0), all };
}

async function toyModel() {
  const config = JSON.parse(await Deno.readTextFile(new URL("config.json", checkpoint)));
  return await openModel(fileURLToPath(new URL("model.safetensors", checkpoint)), config);
}

type Feeds = Readonly<Record<string, Tensor>>;

interface StepResults {
  readonly loss: Float32Array;
  readonly prediction: readonly number[];
  readonly gradient: Float32Array;
}

async function resultsOf(engine: Engine, graph: Graph, feeds: Feeds): Promise<StepResults> {
  await using program = await engine.compile(graph);
  return read(await program.run(feeds));
}

function read(results: Record<string, Tensor>): StepResults {
  return {
    loss: floats(results.loss),
    prediction: integers(results.prediction),
    gradient: floats(results.gradient),
  };
}

async function referenceOf(graph: Graph, feeds: Feeds) {
  const file = await Deno.readFile(new URL("model.safetensors", checkpoint));
  const weight = ({ origin, shape }: Value) => {
    if (origin.kind !== "weight" || origin.location.storage !== "F32") {
      throw new TypeError("Cannot evaluate the toy model: want float32 weights");
    }
    const { byteOffset, byteLength } = origin.location;
    const bytes = file.slice(byteOffset, byteOffset + byteLength);
    return { shape, data: Float64Array.from(new Float32Array(bytes.buffer)) };
  };
  const dense = Object.fromEntries(
    Object.entries(feeds).map(([name, { shape, data }]) => [
      name,
      { shape, data: Float64Array.from(data as Iterable<number | bigint>, Number) },
    ]),
  );
  const { loss, prediction, gradient } = evaluate(graph, dense, weight);
  return { loss: loss.data, prediction: prediction.data, gradient: gradient.data };
}

async function counted(engine: Engine, graph: Graph, feeds: Feeds) {
  if (engine.name !== "onnxruntime") {
    return { got: await resultsOf(engine, graph, feeds), nodesByProvider: null };
  }
  const folder = await Deno.makeTempDir({ prefix: "onepass-device-" });
  try {
    let got: StepResults | undefined;
    const file = await recordProfile(join(folder, "step"), async () => {
      const program = await engine.compile(graph);
      got = read(await program.run(feeds));
      return program;
    });
    return { got: got!, nodesByProvider: providersOf(await Deno.readTextFile(file)) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function providersOf(profile: string): Record<string, number> {
  const events = JSON.parse(profile) as {
    readonly cat: string;
    readonly name: string;
    readonly args?: { readonly provider?: string };
  }[];
  const nodes = events.filter(({ cat, name }) => cat === "Node" && name.endsWith("_kernel_time"));
  const groups = Map.groupBy(nodes, ({ args }) => args?.provider ?? "unknown");
  return Object.fromEntries([...groups].map(([provider, of]) => [provider, of.length]));
}

/** NaN where anything is NaN. */
function largestError(got: Float32Array, want: Float64Array): number {
  const largest = want.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return want.reduce((most, value, i) => Math.max(most, Math.abs(got[i] - value)), 0) / largest;
}
