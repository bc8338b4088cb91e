import assert from "node:assert/strict";
import { triedFar } from "../../src/claims/tried_far.ts";

function tried(name: string, texts: number, tokens: readonly number[]) {
  return Array.from({ length: texts }, (_, i) => `${name}${i}`)
    .flatMap((text) => tokens.map((tokens) => ({ text, tokens })));
}

const cases: [string, ReturnType<typeof tried>, string[]][] = [
  ["nothing of no tries", [], []],
  ["all texts that were tried alike", tried("a", 3, [4, 8]), ["a0", "a1", "a2"]],
  [
    "not those that other experiments tried at short lengths alone",
    [...tried("a", 6, [4, 32]), ...tried("b", 24, [8])],
    ["a0", "a1", "a2", "a3", "a4", "a5"],
  ],
  [
    "a single long text beside six shorter ones that are judged",
    [...tried("a", 1, [64]), ...tried("b", 5, [16]), ...tried("c", 1, [4])],
    ["a0", "b0", "b1", "b2", "b3", "b4"],
  ],
  [
    "all of five, however far each was tried",
    [...tried("a", 2, [64]), ...tried("b", 3, [16])],
    ["a0", "a1", "b0", "b1", "b2"],
  ],
];

for (const [name, tries, want] of cases) {
  Deno.test(`triedFar() gives ${name}`, () => {
    assert.deepEqual([...triedFar(tries)].sort(), want);
  });
}
