import assert from "node:assert/strict";
import { canonicalJson, keyOf, sha256, tokenIdsSha256 } from "../../src/records/canonical.ts";

/** Two values that say the same, and the text of both. */
const ALIKE: [what: string, a: unknown, b: unknown, text: string][] = [
  [
    "keys in another order",
    { a: 1, b: { c: 2, d: 3 } },
    { b: { d: 3, c: 2 }, a: 1 },
    '{"a":1,"b":{"c":2,"d":3}}',
  ],
  ["an undefined member and none", { a: 1, b: undefined }, { a: 1 }, '{"a":1}'],
  [
    "keys in another order inside an array",
    [{ a: 1, b: 2 }],
    [{ b: 2, a: 1 }],
    '[{"a":1,"b":2}]',
  ],
  [
    "keys like numbers",
    { 10: "a", 9: "b", x: "c" },
    { x: "c", 9: "b", 10: "a" },
    '{"9":"b","10":"a","x":"c"}',
  ],
  [
    "keys JavaScript has plans for",
    JSON.parse('{"__proto__":1,"a":2}'),
    { a: 2, ["__proto__"]: 1 },
    '{"__proto__":1,"a":2}',
  ],
  ["numbers written in two ways", { a: 1e3, b: -0 }, { b: 0, a: 1000 }, '{"a":1000,"b":0}'],
];

for (const [what, a, b, text] of ALIKE) {
  Deno.test(`canonicalJson() writes alike: ${what}`, () => {
    assert.equal(canonicalJson(a), text);
    assert.equal(canonicalJson(b), text);
    // The text is JSON, and says what it was made of.
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(a)));
    assert.equal(keyOf(a), keyOf(b));
  });
}

const DIFFERENT: [what: string, a: unknown, b: unknown][] = [
  ["a number and its text", { a: 1 }, { a: "1" }],
  ["arrays in another order", [1, 2], [2, 1]],
  ["null and no member", { a: null }, {}],
  ["neighbouring doubles", { a: 0.1 + 0.2 }, { a: 0.3 }],
];

for (const [what, a, b] of DIFFERENT) {
  Deno.test(`keyOf() tells apart: ${what}`, () => assert.notEqual(keyOf(a), keyOf(b)));
}

for (const value of [NaN, Infinity, -Infinity]) {
  Deno.test(`canonicalJson() refuses ${value}, which JSON would call null`, () => {
    assert.throws(() => canonicalJson({ recipe: { rate: value } }), {
      name: "TypeError",
      message: `Cannot write "rate" as JSON: it is ${value}, want a finite number`,
    });
  });
}

Deno.test("keys stay what they were: stores outlive versions", () => {
  // printf '{"a":[1,{"c":"é"}],"b":2}' | sha256sum
  const known = "e42b1ffe2fd64a5a431df5cd47e5eb0df56d31d9494745881ab16f85ffdd9c7a";
  assert.equal(canonicalJson({ b: 2, a: [1, { c: "é" }] }), '{"a":[1,{"c":"é"}],"b":2}');
  assert.equal(keyOf({ b: 2, a: [1, { c: "é" }] }), known);
});

/** What sha256sum says of the texts; the empty one is in FIPS 180-2's examples. */
const DIGESTS: [ids: number[], text: string, digest: string][] = [
  [[1, 22, 3], "1,22,3", "90a803f3f1db04459758bfa22fc3c84650f9aab01583d4b4e302a3c00caf14c9"],
  [[12, 3], "12,3", "0b51d2aa2d3f8eac3d03ac16c8abe610012b073bcc652688e544380156f33c3c"],
  [[1, 23], "1,23", "dec1a325b2aab707b526fa2b8a16aba9a9edba3ccb8de9df7b34f28fb85c1d0f"],
  [[], "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
];

for (const [ids, text, digest] of DIGESTS) {
  Deno.test(`tokenIdsSha256() of ${JSON.stringify(ids)} is the sha256 of "${text}"`, () => {
    assert.equal(tokenIdsSha256(ids), digest);
    assert.equal(sha256(text), digest);
    assert.equal(sha256(new TextEncoder().encode(text)), digest);
  });
}
