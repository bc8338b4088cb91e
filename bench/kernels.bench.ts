/**
 * Kernels at the default model's sizes (B = 1, N = 32), each checked against its float64 reference
 * before it is timed. Names carry the work of one run; `deno task bench --kernels` prints GFLOP/s
 * and GB/s.
 *
 *     deno bench --allow-read --allow-write --allow-env --allow-ffi --allow-sys bench/kernels.bench.ts
 */
import { kernelCases, openKernelCase } from "../src/bench/mod.ts";
import { onnxRuntimeEngine } from "../src/runtime/mod.ts";

const engine = onnxRuntimeEngine({ weights: "packed" });

for (const one of kernelCases) {
  const kernel = await openKernelCase(one, engine);
  const megaflops = (one.floatOperations / 1e6).toPrecision(3);
  const megabytes = (kernel.bytes / 1e6).toPrecision(3);
  Deno.bench({
    name: `${one.name} (${megaflops} MFLOP, ${megabytes} MB)`,
    fn: kernel.run,
  });
  // There is no hook after a benchmark; the weights would stay behind in the temporary folder.
  addEventListener("unload", () => Deno.removeSync(kernel.folder, { recursive: true }));
}
