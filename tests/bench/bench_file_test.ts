import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  keepBenchRows,
  measuringCommand,
  readBenchRows,
  rowsOf,
} from "../../src/bench/bench_file.ts";
import { targetFindings } from "../../src/bench/bench_targets.ts";
import { machine, syntheticBench } from "../report/synthetic_bench.ts";
import { newFolder } from "../harness/_small_run.ts";

const rows = syntheticBench().map(({ machine: _, ...row }) => row);
const [step] = rows;

Deno.test("kept rows make way for those of the same command alone", async () => {
  await using folder = await newFolder();
  assert.deepEqual(await readBenchRows(folder.path), []);
  const other = { ...step, command: "deno task bench --other" };
  await keepBenchRows(folder.path, { rows: [step, step, other], machine });
  const later = { ...machine, commit: "later" };
  await keepBenchRows(folder.path, { rows: [step], machine: later });
  const kept = await readBenchRows(folder.path);
  assert.deepEqual(kept, [{ ...other, machine }, { ...step, machine: later }]);
});

Deno.test("a line that is no row is named by its number", async () => {
  await using folder = await newFolder();
  const name = join(folder.path, "bench.jsonl");
  const good = JSON.stringify({ ...step, machine });
  for (
    const [line, says] of [
      ["{", "it is not JSON"],
      ["null", "it is null, want an object with command, machine"],
      ["{}", '"command" is missing, want a text'],
      [
        good.replace('"what":"fit step"', '"what":"guess"'),
        '"what" is "guess", want "fit step" or ',
      ],
      [good.replace('"cpu"', '"cpi"'), '"machine.cpu" is missing, want a text'],
      [
        good.replace('"samplesMilliseconds"', '"samples"'),
        '"samplesMilliseconds" is missing, want',
      ],
    ]
  ) {
    await Deno.writeTextFile(name, `${good}\n${line}\n`);
    await assert.rejects(readBenchRows(folder.path), (error: Error) => {
      assert.match(error.message, /^Cannot read line 2 of bench\.jsonl: [^\n]+$/);
      return error.message.includes(says);
    });
  }
});

Deno.test("the rows that were published are read, and those of every kind that is made up", async () => {
  const published = new URL("../../reports/2026-11-26-xeon-2-cores/", import.meta.url);
  assert.ok((await readBenchRows(fileURLToPath(published))).length > 50);
  await using folder = await newFolder();
  await keepBenchRows(folder.path, { rows, machine });
  assert.equal((await readBenchRows(folder.path)).length, rows.length);
});

/** Arguments, and the command they are kept under. */
const commands: [args: string[], command: string][] = [
  [["--json"], "deno task bench"],
  [["--out", "reports/x", "--growth"], "deno task bench --growth"],
  [["--growth", "--out=reports/x"], "deno task bench --growth"],
  [["--tokens", "16,32"], "deno task bench --tokens 16,32"],
  [["--python", "my python"], "deno task bench --python 'my python'"],
];
for (const [args, command] of commands) {
  Deno.test(`measuringCommand() of ${args.join(" ")}`, () =>
    assert.equal(measuringCommand(args), command));
}

Deno.test("rowsOf() picks rows by what they are", () => {
  assert.deepEqual(rowsOf(syntheticBench(), "batching").map(({ B }) => B), [1, 2, 4]);
  assert.equal(rowsOf(syntheticBench(), "one pass", "autoregressive").length, 3);
});

Deno.test("every target is met, missed, undecided or not measured", () => {
  const found = targetFindings(syntheticBench());
  const of = (what: string) => found.find((finding) => finding.what.startsWith(what))!;
  // 0.30 [0.285, 0.315] of at most 0.35.
  assert.equal(of("fit step ÷ PyTorch eager, B = 1, N = 16").met, true);
  // 0.41 [0.39, 0.43] of at most 0.42.
  assert.equal(of("fit step ÷ torch.compile, B = 1, N = 64").met, null);
  assert.equal(of("fit step ÷ PyTorch eager, B = 1, N = 128").measured, null);
  assert.equal(of("fits a second ÷ one at a time, N = 16, B = 4").met, true);
  assert.equal(of("one pass over llama.cpp, N = 64").met, true);
  assert.equal(of("one pass over the fastest decoder, N = 128").measured, null);
  assert.equal(of("nothing to first step, weights mapped").met, true);
  assert.equal(of("(peak memory − activations) ÷ weights, packed").met, true);
  assert.equal(of("growth of the step").met, true);
  const slow = syntheticBench().map((row) =>
    row.what === "batching" ? { ...row, ratioToOneAtATime: { estimate: 1, low: 1, high: 1 } } : row
  );
  assert.equal(
    targetFindings(slow).find(({ what }) => what.startsWith("fits a second"))!.met,
    false,
  );
  assert.ok(
    targetFindings([]).every(({ measured, met, command }) =>
      measured === null && met === null && command === null
    ),
  );
});

Deno.test("another model's figures meet no target", () => {
  const tiny = syntheticBench().filter((row) => "model" in row)
    .map((row) => ({ ...row, model: "tiny-llama" }));
  assert.ok(targetFindings(tiny).every(({ measured }) => measured === null));
});

Deno.test("what is not a number meets no target", () => {
  const nothing = { estimate: NaN, low: NaN, high: NaN };
  const broken = syntheticBench().map((row) =>
    row.what === "growth excess" ? { ...row, excess: nothing } : row
  );
  assert.equal(targetFindings(broken).at(-1)!.met, null);
});
