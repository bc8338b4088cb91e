import assert from "node:assert/strict";
import { duration, secondsOf } from "../../src/cli/_duration.ts";

/** As Deno std's `format(…, { ignoreZero: true })` writes them, and what it leaves empty. */
const SHOWN: [seconds: number, text: string][] = [
  [0, "0s"],
  [-3, "0s"],
  [0.4, "0s"],
  [1, "1s"],
  [59.4, "59s"],
  [59.6, "1m"],
  [250, "4m 10s"],
  [3600, "1h"],
  [3661, "1h 1m 1s"],
  [86_400, "1d"],
  [90_061, "1d 1h 1m 1s"],
  [Infinity, "?"],
  [NaN, "?"],
];

for (const [seconds, text] of SHOWN) {
  Deno.test(`duration(${seconds}) is "${text}"`, () => assert.equal(duration(seconds), text));
}

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
