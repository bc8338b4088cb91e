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
  [
    ["--batching", "--load"],
    /^Cannot time --batching and --load at once: ask for one at a time\n$/,
  ],
  [["--summary", "no-such-folder"], /^Cannot summarise "no-such-folder": it has no bench\.jsonl, /],
  [["--steps", "1"], /Want a whole number 2 to 100, got "1"/],
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
      assert.equal(command, `deno task bench ${args.slice(0, -1).join(" ")}`);
      assert.ok(0 < minMilliseconds && minMilliseconds <= medianMilliseconds);
    }
  },
});

const tiny = ["--model", "tiny-llama", "--tokens", "8"];

Deno.test("bench --out keeps rows with their machine, --summary puts targets beside them", async (t) => {
  await using folder = await newFolder();
  const surroundings = { cacheFolder: folder.path };
  const out = ["--out", `${folder.path}/report`];
  const keptLines = async () =>
    (await Deno.readTextFile(`${folder.path}/report/bench.jsonl`)).trimEnd().split("\n")
      .map((line) => JSON.parse(line));

  await t.step("--batching times the same fits at every B", async () => {
    const args = ["--batching", ...tiny, "--texts", "3", "--batch", "2", "--steps", "4"];
    const rounds = ["--rounds", "2"];
    const ended = await runTask("bench", [...args, ...rounds, ...out], surroundings);
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stdout, /^B×N +texts +s a round +fits\/s/);
    const kept = await keptLines();
    assert.deepEqual(kept.map(({ what, B, N, texts }) => [what, `${B}×${N}`, texts]), [
      ["batching", "1×8", 3],
      ["batching", "2×8", 3],
    ]);
    assert.equal(kept[0].command, ["deno task bench", ...args, ...rounds].join(" "));
    assert.equal(kept[0].machine.cores, navigator.hardwareConcurrency);
    assert.match(kept[0].machine.startedAt, /^\d{4}-\d\d-\d\dT/);
  });

  await t.step("--products and --profile-step add theirs, again replaces them", async () => {
    const few = [...tiny, "--steps", "2", "--rounds", "2"];
    for (const what of ["--products", "--profile-step", "--profile-step"]) {
      const ended = await runTask("bench", [what, ...few, ...out, "--json"], surroundings);
      assert.equal(ended.code, 0, ended.stderr);
      assert.equal(ended.stdout.trim().split("\n").length, 1);
    }
    const kept = await keptLines();
    assert.deepEqual(kept.map(({ what }) => what), [
      ...["batching", "batching", "product share", "operator profile"],
    ]);
  });

  await t.step("--summary prints a Markdown table and the machine", async () => {
    const ended = await runTask("bench", ["--summary", out[1]], surroundings);
    assert.equal(ended.code, 0, ended.stderr);
    const [head, rule, ...lines] = ended.stdout.trimEnd().split("\n");
    assert.match(head, /^\| what +\| target +\| measured +\| met +\| command +\|$/);
    assert.match(rule, /^[| -]+$/);
    assert.ok(lines.some((line) => /\| not measured \| –/.test(line)));
    assert.match(lines.at(-1)!, /^Measured on .+ cores, at commit /);
    const json = await runTask("bench", ["--summary", out[1], "--json"], surroundings);
    assert.ok(json.stdout.trim().split("\n").every((line) => "wanted" in JSON.parse(line)));
  });
});

Deno.test("bench --help explains, and names what it keeps", async () => {
  await using folder = await newFolder();
  const { code, stdout } = await runTask("bench", ["--help"], { cacheFolder: folder.path });
  assert.equal(code, 0);
  for (const text of ["--batching", "--summary", "bench.jsonl", "takes turns"]) {
    assert.ok(stdout.includes(text), text);
  }
});
