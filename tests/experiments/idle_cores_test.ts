import assert from "node:assert/strict";
import { coreTime, idleCores } from "../../src/experiments/idle_cores.ts";

const stat = (line: string) => coreTime(`${line}\ncpu0 1 2 3 4 5 6 7 8 0 0\nintr 12\n`);

Deno.test("coreTime() counts waiting for a disk as idle, and no guest twice", () => {
  assert.deepEqual(stat("cpu  100 20 30 400 50 6 7 8 90 10"), { idle: 450, all: 621 });
});

Deno.test("idleCores() says how many of the cores had nothing to do", () => {
  const before = stat("cpu  100 0 0 100 0 0 0 0 0 0");
  const after = (busy: number, idle: number) =>
    stat(`cpu  ${100 + busy} 0 0 ${100 + idle} 0 0 0 0 0 0`);
  assert.equal(idleCores(before, after(0, 20), 2), 2);
  assert.equal(idleCores(before, after(10, 10), 2), 1);
  assert.equal(idleCores(before, after(40, 0), 4), 0);
  assert.equal(idleCores(before, before, 4), 0, "no time has passed: nothing is known");
});
