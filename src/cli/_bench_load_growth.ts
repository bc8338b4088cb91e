import { growth } from "../bench/growth.ts";
import { fullGrid, quickGrid } from "../bench/growth_grid.ts";
import { loadRows } from "../bench/load_rows.ts";
import { loadRun } from "../bench/load_run.ts";
import { type BenchFlags, type Measuring, sizesOf } from "./_bench_flags.ts";

/** `--load`: a fresh process from nothing to its first fit step, N = 16, B = 1. */
export async function benchLoad(flags: BenchFlags, running: Measuring): Promise<void> {
  const { model, modelFile } = flags;
  const { engine, talk } = running;
  const { rounds } = sizesOf(flags);
  const request = { model, modelFile, engine, size: { batch: 1, tokens: 16 } };
  running.add(
    await loadRows(request, {
      ...running,
      repetitions: rounds,
      onRun: (run) => talk.status(() => `loading: round ${run + 1} of ${rounds}`),
    }),
  );
}

/** `--growth`: step, compile time and memory over N, B, layers and width of made-up models. */
export async function benchGrowth(flags: BenchFlags, running: Measuring): Promise<void> {
  const { rounds, steps } = sizesOf(flags);
  const folder = await Deno.makeTempDir({ prefix: "onepass-growth-" });
  try {
    const { rows, exponents, excesses } = await growth({
      ...running,
      bounds: flags.full ? fullGrid : quickGrid,
      rounds,
      steps,
      folder,
      run: loadRun,
      onPoint: (done, of) => running.talk.status(() => `growth: ${done} of ${of}`),
    });
    running.add([...rows, ...exponents, ...excesses]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
