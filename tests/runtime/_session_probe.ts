/**
 * Run in a process of its own: ONNX Runtime sets denormal handling once a process, and memory is
 * only comparable from a fresh start. Prints one number.
 *
 *     denormal ours|bare      1e-40 halved, by our engine or by a session without options
 *     prepack true|false FILE bytes by which memory grew on compiling with the weight in FILE
 *     spinning true|false     milliseconds of processor time that pauses between runs cost
 *     pattern ours|bare       bytes by which memory grew from the first to the third run
 */
import { cpuUsage } from "node:process";
import type { Tensor as OnnxTensor } from "onnxruntime-node";
import { type Graph, input, lower, weight } from "../../src/graph/mod.ts";
import { matMul, reduceSum, scale } from "../../src/kernels/mod.ts";
import { onnxruntime } from "../../src/runtime/_quiet_onnxruntime.ts";
import { float32, floats, onnxRuntimeEngine, type Tensor } from "../../src/runtime/mod.ts";

const [probe, variant, file] = Deno.args;
const probes = { denormal, prepack, spinning, pattern };
// deno-lint-ignore no-console -- its output is how it answers
console.log(await probes[probe as keyof typeof probes](variant, file));

async function denormal(variant: string): Promise<string> {
  const x = input("x", [1]);
  const graph = { inputs: { x }, outputs: { y: scale(x, 0.5) } };
  const tiny = Float32Array.of(1e-40);
  if (variant === "ours") {
    await using program = await onnxRuntimeEngine({ threads: 1 }).compile(graph);
    const { y } = await program.run({ x: float32(tiny, [1]) });
    // Read as bits: with denormals flushed on this thread, comparing them would flush them too.
    return String(new Uint32Array(floats(y).buffer, floats(y).byteOffset, 1)[0]);
  }
  const { y } = await (await bare(graph, new onnxruntime.Tensor("float32", tiny, [1])))();
  const data = y.data as Float32Array;
  return String(new Uint32Array(data.buffer, data.byteOffset, 1)[0]);
}

async function prepack(variant: string, path: string): Promise<string> {
  const size = Math.sqrt((await Deno.stat(path)).size / 4);
  const byteLength = 4 * size * size;
  const w = weight("w", [size, size], { path, byteOffset: 0, byteLength, storage: "F32" });
  const x = input("x", [4, size]);
  const graph = { inputs: { x }, outputs: { y: matMul(x, w, { transposeB: true }) } };
  const small = { inputs: { x }, outputs: { y: scale(x, 2) } };
  const engine = onnxRuntimeEngine({
    threads: 1,
    weights: variant === "true" ? "packed" : "mapped",
  });
  await using _warm = await engine.compile(small);
  const before = Deno.memoryUsage().rss;
  await using _program = await engine.compile(graph);
  return String(Deno.memoryUsage().rss - before);
}

/** Threads that spin go on for a while after a run, for the next one. */
async function spinning(variant: string): Promise<string> {
  const size = 512;
  const x = input("x", [size, size]);
  const engine = onnxRuntimeEngine({ threads: 2, spins: variant === "true" });
  await using program = await engine.compile({ inputs: { x }, outputs: { y: matMul(x, x) } });
  const feeds = { x: float32(new Float32Array(size * size), [size, size]) };
  const pauses: number[] = [];
  for (let run = 0; run < 40; run++) {
    await program.run(feeds);
    const before = cpuUsage();
    await new Promise((done) => setTimeout(done, 5));
    const { user, system } = cpuUsage(before);
    pauses.push((user + system) / 1000);
  }
  return String(pauses.reduce((sum, one) => sum + one, 0));
}

/** A run's results in between, 4 × 32 MB, are what would be laid out a second time. */
async function pattern(variant: string): Promise<string> {
  const length = 2 ** 23;
  const x = input("x", [1, length]);
  let y = x;
  for (let i = 0; i < 4; i++) y = scale(y, 1.5);
  const graph = { inputs: { x }, outputs: { y: reduceSum(y, [1]) } };
  const data = new Float32Array(length);
  const run = variant === "ours"
    ? await ours(graph, float32(data, [1, length]))
    : await bare(graph, new onnxruntime.Tensor("float32", data, [1, length]));
  await run();
  const before = Deno.memoryUsage().rss;
  for (let i = 0; i < 2; i++) await run();
  return String(Deno.memoryUsage().rss - before);
}

async function ours(graph: Graph, x: Tensor): Promise<() => Promise<unknown>> {
  const program = await onnxRuntimeEngine({ threads: 1 }).compile(graph);
  return () => program.run({ x });
}

async function bare(graph: Graph, x: OnnxTensor) {
  const session = await onnxruntime.InferenceSession.create(lower(graph).bytes, {
    intraOpNumThreads: 1,
  });
  return () => session.run({ x });
}
