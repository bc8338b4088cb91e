import assert from "node:assert/strict";
import { coreTime, hasIdleCores, idleCores } from "../../src/experiments/idle_cores.ts";

const core = (busy: number, idle: number) => ({
  times: { user: busy, nice: 0, sys: 0, idle, irq: 0 },
});

Deno.test("coreTime() adds up the cores", () => {
  assert.deepEqual(coreTime([core(100, 400), core(20, 450)]), { idle: 850, all: 970 });
});

Deno.test("idleCores() says how many of the cores had nothing to do", () => {
  const before = coreTime([core(100, 100)]);
  const after = (busy: number, idle: number) => coreTime([core(100 + busy, 100 + idle)]);
  assert.equal(idleCores(before, after(0, 20), 2), 2);
  assert.equal(idleCores(before, after(10, 10), 2), 1);
  assert.equal(idleCores(before, after(40, 0), 4), 0);
  assert.equal(idleCores(before, before, 4), 0, "no time has passed: nothing is known");
});

Deno.test("more cores than there are are never idle", async () => {
  assert.equal(await hasIdleCores(navigator.hardwareConcurrency + 1), false);
});
