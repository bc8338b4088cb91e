import assert from "node:assert/strict";
import { secondsOf } from "../../src/cli/_duration.ts";

const CASES: [text: string, seconds: number][] = [
  ["0", 0],
  ["90", 90],
  ["90s", 90],
  ["30m", 1800],
  ["2h", 7200],
  ["1h30m", 5400],
  ["0.5h", 1800],
];

for (const [text, seconds] of CASES) {
  Deno.test(`secondsOf("${text}") is ${seconds}`, () => assert.equal(secondsOf(text), seconds));
}

for (const text of ["", "-1", "1.5", "m", "10 m", "3d", "1h x"]) {
  Deno.test(`secondsOf("${text}") says what it wants`, () => {
    assert.throws(() => secondsOf(text), { name: "RangeError", message: /want 90, 90s, 30m/ });
  });
}
