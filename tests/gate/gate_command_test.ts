/** Planted measurements through `deno task gate`: each its exit status. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { keepMeasured, type Measured, writeBaseline } from "../../src/gate/mod.ts";
import { assertClear, newFolder, runTask } from "../cli/_run_task.ts";
import {
  baselineWith,
  blocksWith,
  correctness,
  machine,
  measuredWith,
  withFits,
} from "./planted.ts";

/** Block noise of a quiet and of a noisy machine. */
const [quiet, noisy] = [0.01, 0.05];

const PLANTED: [what: string, code: number, measured: Measured, deviation: number][] = [
  ["nothing", 0, measuredWith(), quiet],
  ["a step 10 % slower", 1, slower(1.1, quiet), quiet],
  ["a step 3 % slower, above the floor", 1, slower(1.03, quiet), quiet],
  ["a step 3 % slower, below the floor", 4, slower(1.03, noisy), noisy],
  ["one text of 20 less", 1, measuredWith({ correctness: withFits(oneLess) }), quiet],
  ["a wrong gradient sign", 1, withGradient(2), quiet],
  // JSON has no NaN: it comes as null, as from a process that measured it.
  ["a loss that is NaN", 3, measuredWith({ correctness: withFits(lossNaN) }), quiet],
  ["a gradient that is NaN", 3, withGradient(NaN), quiet],
  ["another machine", 2, measuredWith({ machine: { ...machine, cpu: "Another CPU" } }), quiet],
];

const bash = await new Deno.Command("bash", { args: ["--version"] }).output()
  .then(({ success }) => success, () => false);
const both = bash ? " and the shell recipe" : " (.ci/gate skipped: no bash here)";

Deno.test(`planted changes end deno task gate${both} with their exit status`, async (t) => {
  await using folder = await newFolder();
  const surroundings = { cacheFolder: folder.path };
  for (const [at, [what, code, measured, deviation]] of PLANTED.entries()) {
    await t.step(`${what}: ${code}`, async () => {
      const there = `${folder.path}/${at}`;
      await writeBaseline(`${there}/quick.json`, baselineWith(deviation));
      await keepMeasured(`${there}/measured.json`, measured);
      const args = ["--measured", `${there}/measured.json`, "--baseline", there];
      const ended = await runTask("gate", args, surroundings);
      assert.equal(ended.code, code, ended.stdout + ended.stderr);
      if (bash) assert.equal(await runRecipe(args, folder.path), code, "through .ci/gate");
      assertClear(ended, code === 3 ? /^Cannot judge .*null, want a number\n$/ : /^$/);
    });
  }

  await t.step("no baseline: 2, and the cure", async () => {
    const args = ["--measured", `${folder.path}/0/measured.json`, "--baseline", folder.path];
    const ended = await runTask("gate", args, surroundings);
    assert.equal(ended.code, 2);
    assertClear(
      ended,
      /^Cannot compare: there is no baseline .*quick\.json; make one with gate --bless/,
    );
  });

  await t.step("--json and --markdown say the same", async () => {
    const at = `${folder.path}/1`;
    const args = ["--measured", `${at}/measured.json`, "--baseline", at, "--json"];
    const ended = await runTask("gate", [...args, "--markdown", `${at}/gate.md`], surroundings);
    const report = JSON.parse(ended.stdout);
    assert.equal(report.outcome, "regression");
    assert.doesNotMatch(report.command, /--markdown|gate\.md|--json/);
    assert.deepEqual(
      report.judgements.map(({ metric, verdict }: Record<string, string>) => [
        metric,
        verdict,
      ]),
      [["step", "regression"]],
    );
    const markdown = await Deno.readTextFile(`${at}/gate.md`);
    assert.match(markdown, /^## Gate: regression\n\nRegression: step\. .*\n\n\| correctness \| /);
    assert.match(markdown, /\n\| step \| 10\.\d+ ms \| 11\.\d+ ms \| \+1\d\.\d %/);
  });
});

const MISTAKES: [args: string[], says: RegExp][] = [
  [["--fast"], /^error: unknown option '--fast'\n/],
  [["--bless", " "], /^Cannot bless without a reason: /],
  [["--bless", "x", "--noise", "3"], /^Cannot do --bless and --noise at once: /],
  [["--measured", "no-such.json"], /^Cannot judge "no-such\.json": there is no such file\n$/],
  [["--bench", "a.json"], /^Cannot judge benchmarks of one side: /],
  [["--against", "main", "--bless", "x"], /^Cannot take --against with --bless: /],
  [["--quick", "--against", "no-such-revision"], /^Cannot check out "no-such-revision": /],
  [["--bench", "a", "--bench-base", "b"], /^Cannot compare benchmarks: got 1 files .* at least 6/],
];
Deno.test("mistakes end deno task gate with 2 and a sentence", async (t) => {
  await using folder = await newFolder();
  for (const [args, says] of MISTAKES) {
    await t.step(args.join(" "), async () => {
      const ended = await runTask("gate", args, { cacheFolder: folder.path });
      assert.equal(ended.code, 2, ended.stderr);
      assertClear(ended, says);
    });
  }
});

/** The exit status of .ci/gate without a base. */
async function runRecipe(args: readonly string[], folder: string): Promise<number> {
  const { code } = await new Deno.Command("bash", {
    args: [fileURLToPath(new URL("../../.ci/gate", import.meta.url)), "", ...args],
    env: { ONEPASS_CACHE: folder, GATE_MARKDOWN: `${folder}/gate.md` },
    stdout: "null",
    stderr: "null",
  }).output();
  return code;
}

function slower(factor: number, deviation: number): Measured {
  return measuredWith({ blocks: blocksWith(factor, { deviation, seed: 2 }) });
}

type Fit = typeof correctness.fits[number];

function oneLess(fit: Fit, at: number): Fit {
  return at === 7 ? { ...fit, correctTokens: 7, exact: false } : fit;
}

function lossNaN(fit: Fit, at: number): Fit {
  return at === 3 ? { ...fit, lossNats: NaN } : fit;
}

function withGradient(distance: number): Measured {
  const gradients = [{ ...correctness.gradients[0], distance }];
  return measuredWith({ correctness: { base: null, head: { ...correctness, gradients } } });
}
