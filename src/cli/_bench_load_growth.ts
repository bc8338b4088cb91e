// deno-lint-ignore-file no-console -- a command's result goes to the console
import type { EngineChoice } from "../harness/engine_choice.ts";
import { type Growth, growth, growthVerdict } from "../harness/bench/growth.ts";
import { fullGrid, quickGrid } from "../harness/bench/growth_grid.ts";
import { type LoadRow, loadRows } from "../harness/bench/load_rows.ts";
import { loadRun } from "../harness/bench/load_run.ts";
import { table } from "./_bench_tables.ts";
import type { Talk } from "./_talk.ts";

interface Flags {
  readonly model: string;
  readonly modelFile?: string;
  readonly rounds: number;
  readonly steps: number;
  readonly full?: boolean;
  readonly json?: boolean;
}

interface Running {
  readonly engine: EngineChoice;
  readonly talk: Talk;
  readonly command: string;
  readonly signal: AbortSignal;
}

/** `--load`: a fresh process from nothing to its first fit step, N = 16, B = 1. */
export async function benchLoad(flags: Flags, running: Running): Promise<void> {
  const { model, modelFile, rounds } = flags;
  const { engine, talk } = running;
  const request = { model, modelFile, engine, size: { batch: 1, tokens: 16 } };
  const rows = await loadRows(request, {
    ...running,
    repetitions: rounds,
    onRun: (run) => talk.status(() => `loading: round ${run + 1} of ${rounds}`),
  });
  if (flags.json) return rows.forEach((row) => console.log(JSON.stringify(row)));
  console.log(loadTable(rows));
}

/** `--growth`: step, compile time and memory over N, B, layers and width of made-up models. */
export async function benchGrowth(flags: Flags, running: Running): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "onepass-growth-" });
  try {
    const found = await growth({
      ...running,
      bounds: flags.full ? fullGrid : quickGrid,
      rounds: flags.full ? flags.rounds : Math.min(flags.rounds, 3),
      steps: flags.steps,
      folder,
      run: loadRun,
      onPoint: (done, of) => running.talk.status(() => `growth: ${done} of ${of}`),
    });
    const all = [...found.rows, ...found.exponents, ...found.excesses];
    if (flags.json) return all.forEach((row) => console.log(JSON.stringify(row)));
    console.log(growthTables(found));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);

function loadTable(rows: readonly LoadRow[]): string {
  const totals = table(
    ["weights", "ms", "with Deno", "min", "later step", "peak MB", "÷ weights", "own MB", "two"],
    rows.map((row) => [
      row.weights,
      row.medianMilliseconds.toFixed(0),
      row.medianMillisecondsWithDeno.toFixed(0),
      row.minMilliseconds.toFixed(0),
      row.medianLaterStepMilliseconds.toFixed(1),
      megabytes(row.peakBytes),
      row.peakOverWeights.toFixed(2),
      megabytes(row.memory.anonymousBytes),
      megabytes(row.memoryOfTwoSessions.anonymousBytes),
    ]),
  );
  const phases = table(
    ["phase, ms", ...rows.map(({ weights }) => weights)],
    rows[0].phases.map(({ name }, at) => [
      name,
      ...rows.map((row) => row.phases[at].milliseconds.toFixed(0)),
    ]),
  );
  return `${totals}\n\n${phases}`;
}

function growthTables(found: Growth): string {
  const points = table(
    ["layers", "width", "B×N", "step ms", "compile ms", "memory MB"],
    found.rows.map(({ shape, B, N, ...row }) => [
      `${shape.layers}`,
      `${shape.width}`,
      `${B}×${N}`,
      row.medianStepMilliseconds.toFixed(2),
      row.medianCompileMilliseconds.toFixed(0),
      (row.medianMemoryBytes / 1e6).toFixed(1),
    ]),
  );
  const exponents = table(
    ["of", "over", "exponent", "the work's"],
    found.exponents.map(({ of, over, from, to, exponent, workExponent }) => [
      of,
      `${over} ${from} to ${to}`,
      `${exponent.estimate.toFixed(2)} [${exponent.low.toFixed(2)}, ${exponent.high.toFixed(2)}]`,
      workExponent?.toFixed(2) ?? "",
    ]),
  );
  return `${points}\n\n${exponents}\n\n${growthVerdict(found)}`;
}
