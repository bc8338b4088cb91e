import assert from "node:assert/strict";
import { join } from "node:path";
import { publishDeviceCheck, readDeviceChecks, renderReportsIndex } from "../../src/publish/mod.ts";
import { newFolder } from "../cli/_run_task.ts";

/** A kit's result, as a machine with a card would write it. */
const check = {
  what: "device check",
  version: 1,
  machine: {
    startedAt: "2026-11-29T10:00:00.000Z",
    deno: "2.9.6",
    v8: "15",
    os: "linux 6.18",
    cpu: "AMD EPYC",
    cores: 16,
    memoryBytes: 1e11,
    onnxruntime: "1.30.0",
    commit: "0123456789ab",
  },
  card: "NVIDIA Made Up 1",
  softwareVulkan: false,
  command: "deno task device-check",
  elapsedSeconds: 300,
  answers: [{ device: "cuda", state: "not run", detail: "Cannot run <cuda>" }],
  rows: [
    {
      ...place("webgpu"),
      state: "measured",
      agreesWith: "onepass on cpu",
      bench: {
        ...place("webgpu"),
        threads: 1,
        samplesMilliseconds: [12.5],
        medianMilliseconds: 12.5,
        minMilliseconds: 12.5,
        tokensPerSecond: 1280,
        tokensPerSecondInterval: { estimate: 1280, low: null, high: null },
        about: {},
        command: "deno task device-check",
      },
    },
    { ...place("cuda"), state: "not run", reason: "no libraries" },
  ],
};

function place(device: string) {
  return { what: "fit step", who: "onepass", device, model: "m", B: 1, N: 16 };
}

Deno.test("without a kit's result the page over all says of cards: not run", async () => {
  await using folder = await newFolder();
  const page = renderReportsIndex([], await readDeviceChecks(folder.path));
  assert.match(page, /<section id="cards"><h2>Graphics cards<\/h2>\s*<p><em>Not run<\/em>: no /);
});

Deno.test("publishDeviceCheck() adds a result, its figures and why others are missing", async () => {
  await using folder = await newFolder();
  const from = join(folder.path, "card.json");
  await Deno.writeTextFile(from, JSON.stringify(check));
  const target = await publishDeviceCheck(from, { reports: folder.path });
  assert.equal(
    target,
    join(folder.path, "devices", "2026-11-29-epyc-16-cores-nvidia-made-up-1.json"),
  );
  const page = renderReportsIndex([], await readDeviceChecks(folder.path));
  assert.doesNotMatch(page, /<em>Not run<\/em>/);
  assert.match(page, /<a href="devices\/2026-11-29-[\w-]+\.json">NVIDIA Made Up 1<\/a>/);
  assert.match(page, /12\.5 ms/);
  assert.match(page, /no libraries/);
  assert.match(page, /Cannot run &lt;cuda&gt;/);
});

for (
  const [what, change, says] of [
    ["software's figures", { softwareVulkan: true }, /its Vulkan was software, want figures of a/],
    ["nothing of a card", { rows: check.rows.slice(1) }, /it measured nothing on a graphics card/],
    ["a report", { what: "run" }, /"what" is "run", want "device check"/],
    ["a row without figures", { rows: [{ ...check.rows[0], bench: {} }] }, /"rows\[0\]\.bench"/],
  ] as const
) {
  Deno.test(`publishDeviceCheck() refuses ${what}`, async () => {
    await using folder = await newFolder();
    const from = join(folder.path, "card.json");
    await Deno.writeTextFile(from, JSON.stringify({ ...check, ...change }));
    await assert.rejects(publishDeviceCheck(from, { reports: folder.path }), says);
    assert.deepEqual(await readDeviceChecks(folder.path), []);
  });
}
