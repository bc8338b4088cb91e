import assert from "node:assert/strict";
import { canonicalJson, keyOf, sha256, tokenIdsSha256 } from "../../src/records/canonical.ts";

const ALIKE: [what: string, a: unknown, b: unknown][] = [
  ["keys in another order", { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }],
  ["an undefined member and none", { a: 1, b: undefined }, { a: 1 }],
  ["keys in another order inside an array", [{ a: 1, b: 2 }], [{ b: 2, a: 1 }]],
  ["keys like numbers", { 10: "a", 9: "b", x: "c" }, { x: "c", 9: "b", 10: "a" }],
  ["keys JavaScript has plans for", JSON.parse('{"__proto__":1,"a":2}'), {
    a: 2,
    ["__proto__"]: 1,
  }],
];

for (const [what, a, b] of ALIKE) {
  Deno.test(`canonicalJson() writes alike: ${what}`, () => {
    assert.equal(canonicalJson(a), canonicalJson(b));
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

Deno.test("tokenIdsSha256() hashes the ids joined by commas", () => {
  assert.equal(tokenIdsSha256([1, 22, 3]), sha256("1,22,3"));
  assert.notEqual(tokenIdsSha256([12, 3]), tokenIdsSha256([1, 23]));
});
