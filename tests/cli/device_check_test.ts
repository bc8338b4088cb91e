import assert from "node:assert/strict";
import { join } from "node:path";
import { readDeviceCheck } from "../../src/device/mod.ts";
import { assertClear, newFolder, runTask } from "./_run_task.ts";

const mistakes: [args: string[], says: RegExp][] = [
  [
    ["--shapes", "huge"],
    /^Cannot measure shape "huge": known are smollm2-135m, llama-3\.2-1b, toy/,
  ],
  [["--devices", "cpu,tpu"], /^Cannot measure device "tpu": known are cpu, webgpu, cuda\n$/],
  [["--torch-device", "mps"], /^Cannot run PyTorch on "mps": known are cuda, cpu\n$/],
  [["--seconds", "1"], /Want a whole number 10 to 3600, got "1"/],
  [["card.json"], /too many arguments/],
];
for (const [args, says] of mistakes) {
  Deno.test(`device-check ${args.join(" ")} ends with 2`, async () => {
    await using folder = await newFolder();
    const ended = await runTask("device-check", args, { cacheFolder: folder.path });
    assertClear(ended, says);
    assert.equal(ended.code, 2);
  });
}

Deno.test("device-check measures a toy on the CPU, and says why Python did not", async () => {
  await using folder = await newFolder();
  const out = join(folder.path, "card.json");
  const args = ["--shapes", "toy", "--devices", "cpu", "--threads", "1", "--patience", "10"];
  const peer = ["--python", "no-such-python"];
  const { code, stdout, stderr } = await runTask(
    "device-check",
    [...args, ...peer, "--out", out, "--json"],
    { cacheFolder: folder.path, env: { TMPDIR: folder.path } },
  );
  assert.equal(code, 0, stderr);
  const check = await readDeviceCheck(out);
  assert.deepEqual(JSON.parse(stdout), check);
  assert.equal(check.command, `deno task device-check ${[...args, ...peer].join(" ")}`);
  assert.deepEqual(check.answers.map(({ device, state }) => [device, state]), [["cpu", "right"]]);
  const own = check.rows.filter(({ who }) => who === "onepass");
  assert.deepEqual(own.map(({ what, B, N, state }) => `${what} ${B}×${N} ${state}`), [
    "fit step 1×4 measured",
    "fit step 2×8 measured",
    "one pass 1×8 measured",
    "autoregressive 1×8 measured",
  ]);
  for (const row of check.rows) {
    if (row.who === "onepass") continue;
    assert.equal(row.state, "not run");
    assert.match(row.state === "not run" ? row.reason : "", /there is no "no-such-python"/);
  }
  // Weights were here meanwhile.
  assert.deepEqual((await Array.fromAsync(Deno.readDir(folder.path))).map(({ name }) => name), [
    "card.json",
  ]);
});
