/** What the kit makes of processes that answer, crash, hang, say NaN or disagree. */
import assert from "node:assert/strict";
import { deviceCheckFault, type DeviceRow, runCheck } from "../../src/device/mod.ts";
import { type CheckOptions } from "../../src/device/run_check.ts";
import { runBounded } from "../../src/device/run_bounded.ts";
import type { Measurement, Said } from "../../src/device/measurement.ts";

type Step = Said & { kind: "step" };

const toyStep = {
  lossNats: 5.3,
  prediction: [1],
  gradient: [1],
  lossError: 1e-7,
  gradientError: 6e-7,
  samePrediction: true,
  nodesByProvider: { CPUExecutionProvider: 10 },
};

function step(B: number, N: number, changes: Partial<Step> = {}): Step {
  return {
    kind: "step",
    B,
    N,
    roundsMilliseconds: [[4, 5], [4, 6]],
    firstLossNats: "6.25",
    lastLossNats: "5.5",
    about: { versions: "some" },
    ...changes,
  };
}

function decoding(way: "one pass" | "autoregressive", ids: readonly number[]): Said {
  return { kind: "decoding", way, N: 8, roundsMilliseconds: [[2], [3]], ids, about: {} };
}

const ids = [7, 6, 5, 4, 3, 2, 1, 0];
const both = [decoding("one pass", [1, 1, 1, 1, 1, 1, 1, 1]), decoding("autoregressive", ids)];
const right = (measurement: Measurement): readonly Said[] =>
  measurement.subject === "fit step"
    ? [step(1, 4), step(2, 8)]
    : measurement.by.who === "onepass"
    ? both
    : [decoding("autoregressive", ids)];

type Answer = Partial<Awaited<ReturnType<typeof runBounded>>>;

/** The kit over processes that are made up: `answer` says what each printed, and how it ended. */
async function checked(
  answer: (measurement: Measurement) => Answer | readonly Said[],
  options: Partial<CheckOptions> = {},
) {
  const folder = await Deno.makeTempDir();
  try {
    return await runCheck({
      shapes: ["toy"],
      devices: ["cpu", "webgpu"],
      python: "python3",
      torchDevice: "cuda",
      threads: 1,
      seconds: 100,
      folder,
      command: "deno task device-check --shapes toy",
      ...options,
      run: (args) => {
        const rest = { code: 0, stderr: "", timedOut: false };
        const last = args.at(-1)!;
        if (!last.startsWith("{")) {
          const nodesByProvider = last === "cpu" ? toyStep.nodesByProvider : { WebGpu: 10 };
          const stdout = `${JSON.stringify({ ...toyStep, nodesByProvider })}\n`;
          return Promise.resolve({ ...rest, stdout });
        }
        const given = answer(JSON.parse(last));
        return Promise.resolve({
          ...rest,
          stdout: "",
          ...(Array.isArray(given) ? { stdout: lines(given) } : given as Answer),
        });
      },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const lines = (said: readonly Said[]) => said.map((one) => `${JSON.stringify(one)}\n`).join("");
const on = (rows: readonly DeviceRow[], device: string, who = "onepass") =>
  rows.filter((row) => row.device === device && row.who === who);
const states = (rows: readonly DeviceRow[]) =>
  rows.map((row) => row.state === "measured" ? `measured ${row.agreesWith}` : row.state);
const reasons = (rows: readonly DeviceRow[]) =>
  rows.map((row) => row.state === "measured" ? "" : row.reason);

Deno.test("runCheck() measures all at every size, the others held against the CPU", async () => {
  const check = await checked(right);
  assert.equal(deviceCheckFault(JSON.parse(JSON.stringify(check))), null);
  assert.deepEqual(check.answers.map(({ device, state }) => [device, state]), [
    ["cpu", "right"],
    ["webgpu", "right"],
  ]);
  assert.deepEqual(check.rows.map(({ what, who, device }) => `${what}, ${who} on ${device}`), [
    "fit step, onepass on cpu",
    "fit step, onepass on cpu",
    "fit step, onepass on webgpu",
    "fit step, onepass on webgpu",
    "fit step, pytorch eager on cuda",
    "fit step, pytorch eager on cuda",
    "one pass, onepass on cpu",
    "autoregressive, onepass on cpu",
    "one pass, onepass on webgpu",
    "autoregressive, onepass on webgpu",
    "autoregressive, transformers on cuda",
    "fit step, pytorch compile on cuda",
    "fit step, pytorch compile on cuda",
  ]);
  assert.deepEqual(new Set(states(on(check.rows, "cpu"))), new Set(["measured null"]));
  const others = check.rows.filter(({ device }) => device !== "cpu");
  assert.deepEqual(new Set(states(others)), new Set(["measured onepass on cpu"]));
  const [row] = check.rows;
  assert.equal(row.state === "measured" && row.bench.medianMilliseconds, 4.5);
});

Deno.test("a process that crashes leaves rows that say with which words", async () => {
  const crashed = { code: 134, stderr: "\nerror: Uncaught (in promise) Error: device lost\n at x" };
  const check = await checked((measurement) =>
    measurement.by.device === "webgpu" ? crashed : right(measurement)
  );
  const rows = on(check.rows, "webgpu");
  assert.equal(rows.length, 4);
  assert.deepEqual(new Set(states(rows)), new Set(["not run"]));
  assert.deepEqual(new Set(reasons(rows)), new Set(["device lost"]));
});

Deno.test("a process that says nothing at all is not run, with its status", async () => {
  const check = await checked(() => ({ code: 139 }), { python: null });
  assert.deepEqual(new Set(reasons(check.rows)), new Set(["its process ended with status 139"]));
});

Deno.test("what was said before the time was up counts, half a line does not", async () => {
  const stdout = `${lines([step(1, 4)])}{"kind":"st`;
  const check = await checked((measurement) =>
    measurement.subject === "fit step" && measurement.by.device === "webgpu"
      ? { code: 137, timedOut: true, stdout }
      : right(measurement)
  );
  const [small, large] = on(check.rows, "webgpu");
  assert.equal(small.state, "measured");
  assert.deepEqual(reasons([large]), ["its time was up, 31 s at most"]);
});

Deno.test("a loss of NaN is wrong, first of all or not, and nobody is held against it", async () => {
  for (const device of ["cpu", "webgpu"]) {
    const check = await checked((measurement) =>
      measurement.subject === "fit step" && measurement.by.device === device
        ? [step(1, 4, { firstLossNats: "NaN", lastLossNats: "NaN" }), step(2, 8)]
        : right(measurement)
    );
    const [row] = on(check.rows, device);
    assert.equal(row.state, "wrong", device);
    assert.match(reasons([row])[0], /^firstLossNats is NaN, want /);
    const [peer] = on(check.rows, "cuda", "pytorch eager");
    assert.equal(peer.state, "measured");
  }
});

Deno.test("losses that differ are wrong, with want and got", async () => {
  const check = await checked((measurement) =>
    measurement.subject === "fit step" && measurement.by.device === "webgpu"
      ? [step(1, 4, { firstLossNats: "6.26" }), step(2, 8, { lastLossNats: "5.6" })]
      : right(measurement)
  );
  assert.deepEqual(reasons(on(check.rows, "webgpu").slice(0, 2)), [
    "firstLossNats is 6.26, want 6.25 within 0.0001 relative, as onepass on cpu has it",
    "lastLossNats is 5.6, want 5.5 within 0.01 relative, as onepass on cpu has it",
  ]);
});

Deno.test("another first token than the CPU's is wrong", async () => {
  const check = await checked((measurement) =>
    measurement.by.who === "transformers"
      ? [decoding("autoregressive", ids.toReversed())]
      : right(measurement)
  );
  const [row] = on(check.rows, "cuda", "transformers");
  assert.equal(row.state, "wrong");
  assert.match(reasons([row])[0], /^it says 0 1 2 3 …, want 7 6 5 4 …, as onepass on cpu$/);
});

Deno.test("what there is no time for is not run", async () => {
  const check = await checked(right, { seconds: 1 });
  assert.deepEqual(new Set(reasons(check.rows)), new Set(["no time was left for it"]));
  assert.ok(check.answers.every(({ state }) => state === "not run"));
});

Deno.test({
  name: "runBounded() ends a process and what it has started when their time is up",
  ignore: Deno.build.os !== "linux",
  fn: endsAll,
});

async function endsAll(): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const pidFile = `${folder}/pid`;
    const script = `${folder}/hang.ts`;
    await Deno.writeTextFile(
      script,
      `const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
await Deno.writeTextFile(${JSON.stringify(pidFile)}, String(child.pid));
await child.status;`,
    );
    const exists = (path: string) => Deno.stat(path).then(() => true, () => false);
    let seconds = 4;
    let ended = await runBounded(["run", "-A", "--no-config", script], { seconds, cwd: folder });
    // A busy machine may not even have started it by then.
    while (!await exists(pidFile) && seconds < 60) {
      seconds *= 2;
      ended = await runBounded(["run", "-A", "--no-config", script], { seconds, cwd: folder });
    }
    assert.equal(ended.timedOut, true);
    const pid = Number(await Deno.readTextFile(pidFile));
    // Ended, if perhaps not buried: whose parent is gone waits for the system to do that.
    const state = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "0 (gone) Z");
    assert.match(state, /^\d+ \(.+\) [ZX]/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (
  const [what, change, says] of [
    ["another file", { what: "bench" }, /"what" is "bench"/],
    ["a later version", { version: 2 }, /"version" is 2/],
    ["a row without a state", { rows: [{ what: "fit step" }] }, /"rows\[0\]\.state" is missing/],
  ] as const
) {
  Deno.test(`deviceCheckFault() names what is wrong with ${what}`, async () => {
    const check = await checked(right);
    assert.match(deviceCheckFault({ ...check, ...change })!, says);
  });
}
