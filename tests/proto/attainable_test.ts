import assert from "node:assert/strict";
import { arrangementNamed, attainableAccuracy, equalOutputs } from "../../src/proto/mod.ts";

/** Worked by hand: outputs that see e alone are equal, so of their targets one token counts. */
const cases: readonly [string, readonly number[], { always: number; most: number }][] = [
  ["[e]×N", [5], { always: 1, most: 1 }],
  ["[e]×N", [5, 6], { always: 1 / 2, most: 1 / 2 }],
  ["[e]×N", [5, 5], { always: 1, most: 1 }],
  ["[e]×N", [5, 6, 7, 6], { always: 2 / 4, most: 2 / 4 }],
  ["[e]×N/2[m]×N/2", [5, 6], { always: 1 / 2, most: 1 }],
  ["[e]×N/2[m]×N/2", [5, 6, 7, 8], { always: 1 / 4, most: 3 / 4 }],
  ["[e]×N/2[m]×N/2", [5, 5, 7, 8], { always: 2 / 4, most: 1 }],
  // Of three inputs two are e.
  ["[e]×N/2[m]×N/2", [5, 6, 7], { always: 1 / 3, most: 2 / 3 }],
  ["[e,m]×N/2", [5, 6, 7, 8], { always: 1 / 4, most: 1 }],
  ["[e][m]×(N−1)", [5, 6, 7, 8], { always: 1 / 4, most: 1 }],
  ["[e][m]×N", [5, 6, 7, 8], { always: 1 / 4, most: 1 }],
];

for (const [name, targets, want] of cases) {
  Deno.test(`attainableAccuracy() of ${name} on ${targets.join(" ")} is ${want.most} at most`, () => {
    assert.deepEqual(attainableAccuracy(arrangementNamed(name), targets), want);
  });
}

Deno.test("equalOutputs() counts scored outputs alone", () => {
  const of = (name: string) => equalOutputs(arrangementNamed(name), 8);
  assert.deepEqual(
    ["[e]×N", "[e]×N/2[m]×N/2", "[e,m]×N/2", "[e][m]×(N−1)", "[e][m]×N"].map(of),
    [8, 4, 1, 1, 0],
  );
});
