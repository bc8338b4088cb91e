import assert from "node:assert/strict";
import { assertClear, cacheWithModels, newFolder, runTask, skipped } from "../cli/_run_task.ts";

/** Arguments and what stderr says; none of these gets as far as the model. */
const mistakes: [args: string[], says: RegExp][] = [
  [
    ["--peers", "jax"],
    /^Cannot time peer "jax": known are pytorch, pytorch-compile, llama\.cpp, [^\n]+\n$/,
  ],
  [["--tokens", "8,0"], /Want a whole number of at least 1, got "0"/],
  [["--rounds", "1"], /Want a whole number 2 to 1000, got "1"/],
  [["--model", "x"], /^Cannot find model "x": known are /],
  [["--fast"], /^error: unknown option '--fast'\n/],
];
for (const [args, says] of mistakes) {
  Deno.test(`bench ${args.join(" ")} ends with 2`, async () => {
    await using folder = await newFolder();
    const ended = await runTask("bench", args, { cacheFolder: folder.path });
    assertClear(ended, says);
    assert.equal(ended.code, 2);
  });
}

Deno.test({
  name: `bench --peers pytorch without such a Python ends with 3 and the cure${skipped}`,
  ignore: skipped !== "",
  async fn() {
    await using cache = await cacheWithModels();
    const args = ["--peers", "pytorch", "--python", "no-such-python"];
    const ended = await runTask("bench", args, { cacheFolder: cache.path });
    assertClear(ended, /\nCannot run PyTorch: .*"no-such-python".*requirements\.txt\n$/);
    assert.equal(ended.code, 3);
  },
});

Deno.test({
  name: `bench --peers none --json prints a row a figure, each with its samples${skipped}`,
  ignore: skipped !== "",
  async fn() {
    await using cache = await cacheWithModels();
    const args = ["--peers", "none", "--tokens", "4", "--steps", "2", "--rounds", "2", "--json"];
    const ended = await runTask("bench", args, { cacheFolder: cache.path });
    assert.equal(ended.code, 0, ended.stderr);
    const rows = ended.stdout.trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(
      rows.map(({ what, who, B, N, samplesMilliseconds }) => [
        what,
        who,
        `${B}×${N}`,
        samplesMilliseconds.length,
      ]),
      [
        ["fit step", "onepass", "1×4", 4],
        // Five passes a turn.
        ["one pass", "onepass", "1×4", 10],
        ["autoregressive", "onepass", "1×4", 2],
      ],
    );
    for (const { command, minMilliseconds, medianMilliseconds } of rows) {
      // How rows are printed is no part of what makes them again.
      assert.equal(command, `deno task bench ${args.slice(0, -1).join(" ")}`);
      assert.ok(0 < minMilliseconds && minMilliseconds <= medianMilliseconds);
    }
  },
});
