import assert from "node:assert/strict";
import type { GrowthExcess } from "../../src/bench/growth.ts";
import { growthFlops } from "../../src/bench/growth_model.ts";
import { simulatedGpu } from "../../src/bench/simulated_gpu.ts";

Deno.test("a simulated step grows over its work as steps were measured to, to within a quarter", async () => {
  const report = new URL("../../reports/2026-11-26-xeon-2-cores/bench.jsonl", import.meta.url);
  const lines = (await Deno.readTextFile(report)).trimEnd().split("\n");
  const excesses = lines.map((line) => JSON.parse(line) as GrowthExcess)
    .filter(({ what }) => what === "growth excess");
  const model = "llama-3.1-8b";
  const shape = { layers: 32, width: 4096, vocabulary: 128256 };
  for (const [over, from, to] of [["N", 64, 512], ["B", 1, 32]] as const) {
    const measured = excesses.filter((one) => one.over === over && one.from >= from && one.to <= to)
      .reduce((product, { excess }) => product * excess.estimate, 1);
    const sizes = [from, to].map((x) => over === "N" ? size(1, x) : size(x, 32));
    const [before, after] = sizes.map((size) => simulatedGpu.callSeconds({ model, ...size }));
    const [less, more] = sizes.map((size) => growthFlops(shape, size))
      .map(({ linear, quadratic }) => linear + quadratic);
    const simulated = after / before / (more / less);
    assert.ok(Math.abs(simulated / measured - 1) < 0.25, `${simulated}, measured ${measured}`);
  }
});

const size = (batch: number, tokens: number) => ({ batch, tokens });
