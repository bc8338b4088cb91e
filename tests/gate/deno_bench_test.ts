/** Outputs of `deno bench --json` as the gate reads them. */
import assert from "node:assert/strict";
import { benchComparison, judgeCompared } from "../../src/gate/mod.ts";
import { newFolder } from "../cli/_run_task.ts";
import { noise } from "./planted.ts";

/** Deno 2.9.6's own output for one benchmark, numbers shortened. */
const printed = {
  version: 1,
  runtime: "Deno/2.9.6 x86_64-unknown-linux-gnu",
  cpu: "AMD EPYC",
  benches: [{
    origin: "file:///x/bench/kernels.bench.ts",
    group: null,
    name: "rmsNorm 32×576",
    baseline: false,
    results: [{ ok: { n: 40, min: 31000, max: 90000, avg: 33000, p75: 34000, p99: 80000 } }],
  }],
};

/** Six outputs that take `factor` times as long, with noise of 1 %. */
function outputs(factor: number, seed: number): typeof printed[] {
  return noise(0.01, { count: 6, seed }).map((effect) =>
    withMin(31000 * factor * Math.exp(effect))
  );
}

function withMin(min: number): typeof printed {
  const output = structuredClone(printed);
  output.benches[0].results[0].ok.min = min;
  return output;
}

async function verdictOf(base: readonly unknown[], head: readonly unknown[]): Promise<string> {
  await using folder = await newFolder();
  const write = (side: string, all: readonly unknown[]) =>
    Promise.all(all.map(async (output, at) => {
      const path = `${folder.path}/${side}-${at}.json`;
      await Deno.writeTextFile(path, JSON.stringify(output));
      return path;
    }));
  const files = { base: await write("base", base), head: await write("head", head) };
  const [{ verdict, metric, base: before }] = judgeCompared(await benchComparison(files));
  assert.equal(metric, "rmsNorm 32×576");
  assert.ok(Math.abs(before - 0.031) < 0.001, `${before} ms`);
  return verdict;
}

Deno.test("benchmarks as fast as before pass, slower ones do not", async () => {
  assert.equal(await verdictOf(outputs(1, 1), outputs(1, 2)), "pass");
  assert.equal(await verdictOf(outputs(1, 1), outputs(1.1, 2)), "regression");
});

const other = (changes: Partial<typeof printed>) => [
  ...outputs(1, 2).slice(1),
  { ...printed, ...changes },
];
const failed = [{ ...printed.benches[0], results: [{ failed: { jsError: {} } }] }];
const renamed = [{ ...printed.benches[0], name: "silu" }];

const FAULTS: [what: string, head: readonly unknown[], says: RegExp][] = [
  [
    "of another machine",
    other({ cpu: "Another CPU" }),
    /^Error: Cannot compare benchmarks: .* is of /,
  ],
  [
    "of other benchmarks",
    other({ benches: renamed }),
    /^Error: Cannot compare benchmarks: .* times rms/,
  ],
  [
    "fewer than base's",
    outputs(1, 2).slice(1),
    /^Error: Cannot compare benchmarks: got 6 .* and 5 /,
  ],
  [
    "with one that failed",
    [...outputs(1, 2).slice(1), { ...printed, benches: failed }],
    /"rmsNorm 32×576" has no time, it failed$/,
  ],
  ["with none", other({ benches: [] }), /it has no benchmark$/],
  ["with a time that is NaN", [...outputs(1, 2).slice(1), withMin(NaN)], /has no time, it failed$/],
];
for (const [what, head, says] of FAULTS) {
  Deno.test(`benchmarks ${what} are not compared`, async () => {
    await assert.rejects(verdictOf(outputs(1, 1), head), says);
  });
}
