import assert from "node:assert/strict";
import { devicePaths, readDeviceRuns } from "../../src/records/device_record.ts";
import { type DeviceStep, deviceStep, faultOf } from "../../src/harness/device_step.ts";
import { onnxRuntimeEngine } from "../../src/runtime/mod.ts";

Deno.test("fixtures/devices.json names known devices once, each with a commit and a result", async () => {
  const runs = await readDeviceRuns();
  const known = devicePaths.map(({ device }) => device);
  assert.deepEqual(
    runs.map(({ device }) => device),
    known.filter((device) => runs.some((run) => run.device === device)),
  );
  for (const { commit, date, what, result } of runs) {
    assert.match(commit, /^[0-9a-f]{12}(\+changes)?$/);
    assert.match(date, /^\d{4}-\d\d-\d\d$/);
    assert.ok(what.length > 0 && /^(right|wrong): /.test(result), result);
  }
});

Deno.test("deviceStep() on the CPU is right, and the CPU ran every node", async () => {
  const step = await deviceStep(onnxRuntimeEngine({ threads: 1 }));
  assert.equal(faultOf(step, "cpu"), null);
  assert.deepEqual(Object.keys(step.nodesByProvider!), ["CPUExecutionProvider"]);
  assert.match(faultOf(step, "webgpu")!, /^the CPU ran (\d+) of \1 nodes$/);
});

const good: DeviceStep = {
  lossNats: 5,
  prediction: [1],
  gradient: [1],
  lossError: 0,
  gradientError: 0,
  samePrediction: true,
  nodesByProvider: { WebGpuExecutionProvider: 95, CPUExecutionProvider: 5 },
};

const cases: [change: Partial<DeviceStep>, fault: string | null][] = [
  [{}, null],
  [{ lossError: NaN }, "the loss is off by NaN"],
  [{ gradientError: 1e-3 }, "the gradient is off by 0.001"],
  [{ samePrediction: false }, "the prediction differs"],
  [
    { nodesByProvider: { WebGpuExecutionProvider: 50, CPUExecutionProvider: 50 } },
    "the CPU ran 50 of 100 nodes",
  ],
  [{ nodesByProvider: null }, null],
];

for (const [change, fault] of cases) {
  Deno.test(`faultOf() finds ${fault ?? "nothing"} in ${JSON.stringify(change)}`, () => {
    assert.equal(faultOf({ ...good, ...change }, "webgpu"), fault);
  });
}
