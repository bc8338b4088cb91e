import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { operatorShares, profileStep } from "../../src/bench/mod.ts";

Deno.test("operatorShares() splits the time of the runs after the warm-up by operator", () => {
  const profile = operatorShares(JSON.stringify(recorded()), { warmUpRuns: 1 });
  assert.equal(profile.runs, 2);
  assert.equal(profile.runMilliseconds, 1);
  assert.equal(profile.operatorMilliseconds, 0.8);
  assert.ok(Math.abs(profile.productShare - 0.6) < 1e-12);
  assert.deepEqual(profile.operators, [
    {
      operator: "Gemm",
      calls: 1,
      milliseconds: 0.6,
      share: 0.6 / 0.8,
      shareInterval: always(0.75),
    },
    { operator: "Add", calls: 1, milliseconds: 0.2, share: 0.2 / 0.8, shareInterval: always(0.25) },
  ]);
});

Deno.test("operatorShares() counts 2·M·N·K operations a product, a repacked weight included", () => {
  const { products } = operatorShares(JSON.stringify(recorded()), { warmUpRuns: 1 });
  assert.equal(products.length, 1);
  assert.equal(products[0].product, "Gemm 32×576 → 32×1536");
  const want = 2 * 32 * 576 * 1536 / 600e-6 / 1e9;
  assert.ok(Math.abs(products[0].gigaflopsPerSecond - want) < 1e-9);
});

Deno.test("operatorShares() refuses a profile that ended in its warm-up", () => {
  assert.throws(() => operatorShares(JSON.stringify(recorded()), { warmUpRuns: 2 }), SyntaxError);
});

Deno.test("profileStep() finds matrix products in a real profile, and leaves no file", async () => {
  const folder = new URL("../../fixtures/golden/llama-gqa-tied/", import.meta.url);
  const before = await profilesLeft();
  const profile = await profileStep({
    weights: fileURLToPath(new URL("model.safetensors", folder)),
    config: JSON.parse(await Deno.readTextFile(new URL("config.json", folder))),
  }, { engine: { threads: 1, weights: "packed" }, size: { batch: 2, tokens: 8 }, steps: 4 });
  assert.equal(profile.runs, 4);
  assert.ok(profile.operatorMilliseconds <= profile.runMilliseconds);
  assert.ok(profile.productShare > 0 && profile.productShare < 1);
  const shares = profile.operators.reduce((sum, { share }) => sum + share, 0);
  assert.ok(Math.abs(shares - 1) < 1e-9);
  // Two layers forward: q, k, v, o, gate, up, down; as many backward; the head twice.
  const gemm = profile.operators.find(({ operator }) => operator === "Gemm")!;
  assert.ok(gemm.calls >= 18, `${gemm.calls} products`);
  assert.deepEqual(await profilesLeft(), before);
});

/** What no draw of equal runs changes. */
function always(value: number) {
  return { estimate: value, low: value, high: value };
}

/** Three runs of one product (300 µs, later 600) and one sum, as ONNX Runtime writes them. */
function recorded() {
  const node = (op_name: string, { ts, dur }: { ts: number; dur: number }) => ({
    cat: "Node",
    name: `${op_name}_v1_kernel_time`,
    ts,
    dur,
    args: {
      op_name,
      input_type_shape: [{ float: [32, 576] }],
      output_type_shape: [{ float: [32, 1536] }],
    },
  });
  return [
    { cat: "Session", name: "session_initialization", ts: 0, dur: 5000 },
    ...[10_000, 20_000, 30_000].flatMap((ts, run) => [
      node("Gemm", { ts: ts + 1, dur: run === 0 ? 9000 : 600 }),
      node("Add", { ts: ts + 700, dur: 200 }),
      { cat: "Session", name: "model_run", ts, dur: run === 0 ? 9500 : 1000 },
    ]),
  ];
}

async function profilesLeft(): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  await Deno.remove(folder);
  const left: string[] = [];
  for await (const { name } of Deno.readDir(fileURLToPath(new URL(".", `file://${folder}`)))) {
    if (name.startsWith("onepass-profile-")) left.push(name);
  }
  return left;
}
