import assert from "node:assert/strict";
import { mean, sampleCorrelation, variance } from "simple-statistics";
import { normals, pinnedStream, seeds, stream } from "../../src/random/mod.ts";
import golden from "../../fixtures/golden/streams.json" with { type: "json" };

for (const { seed, purpose, index, ...want } of golden.cases) {
  Deno.test(`stream(${seed}, ${purpose}, ${index}) agrees with the Python implementation`, () => {
    const uniforms = stream(seed, purpose, index);
    assert.deepEqual(want.uniforms.map(() => uniforms.uniform()), want.uniforms);
    const drawn = normals(stream(seed, purpose, index), want.normals.length);
    assert.deepEqual([...drawn], want.normals);
  });
}

Deno.test("stream() gives the same numbers again for the same name", () => {
  assert.deepEqual(draw(stream(7, "a", 3), 50), draw(stream(7, "a", 3), 50));
});

Deno.test("stream() tells seed, purpose and index apart", () => {
  const names: [number, string, number][] = [[1, "a", 1], [11, "a", 1], [1, "a1", 1], [1, "a", 11]];
  const firsts = names.map((name) => stream(...name).uniform());
  assert.equal(new Set(firsts).size, names.length);
});

Deno.test("uniform() has the moments of a uniform variable on [0, 1)", () => {
  const values = draw(stream(1, "moments"), 100_000);
  assert.ok(values.every((value) => value >= 0 && value < 1));
  assertNear(mean(values), 1 / 2, 5 * Math.sqrt(1 / 12 / values.length));
  assertNear(variance(values), 1 / 12, 0.001);
});

Deno.test("neighbouring streams are uncorrelated", () => {
  const a = draw(stream(1, "neighbours", 0), 20_000);
  for (const other of [stream(1, "neighbours", 1), stream(2, "neighbours", 0)]) {
    assertNear(sampleCorrelation(a, draw(other, a.length)), 0, 5 / Math.sqrt(a.length));
  }
});

Deno.test("integer() reaches every value equally often", () => {
  for (const count of [1, 2, 3, 10]) {
    const source = stream(1, "integers", count);
    const seen = new Array(count).fill(0);
    for (let i = 0; i < 30_000; i++) seen[source.integer(count)]++;
    const expected = 30_000 / count;
    for (const times of seen) assertNear(times, expected, 5 * Math.sqrt(expected) + 1e-9);
  }
  assert.ok(Number.isSafeInteger(stream(1, "large").integer(Number.MAX_SAFE_INTEGER)));
});

Deno.test("normals() has the moments of a standard normal variable", () => {
  const values = [...normals(stream(1, "normals"), 100_000)];
  const moment = (power: number) => mean(values.map((value) => value ** power));
  assertNear(moment(1), 0, 5 / Math.sqrt(values.length));
  assertNear(moment(2), 1, 5 * Math.sqrt(2 / values.length));
  assertNear(moment(3), 0, 5 * Math.sqrt(15 / values.length));
  assertNear(moment(4), 3, 5 * Math.sqrt(96 / values.length));
});

Deno.test("normals() of an odd count is a prefix of the next even one", () => {
  assert.deepEqual(normals(stream(1, "odd"), 5), normals(stream(1, "odd"), 6).slice(0, 5));
  assert.equal(normals(stream(1, "odd"), 0).length, 0);
});

Deno.test("streams reject what is not a whole number", () => {
  assert.throws(() => stream(0.5, "a"), /seed is "0.5"/);
  assert.throws(() => stream(1, "a", -1), /index is "-1"/);
  assert.throws(() => stream(1, "a").integer(0), /at least 1/);
  assert.throws(() => normals(stream(1, "a"), -1), /at least 0/);
});

Deno.test("seeds.json gives every purpose a seed of its own", () => {
  const all = Object.values(seeds).map(({ seed }) => seed);
  assert.equal(new Set(all).size, all.length);
  assert.equal(pinnedStream("proto-init").uniform(), stream(1, "proto-init", 0).uniform());
});

function draw(source: { uniform(): number }, count: number): number[] {
  return Array.from({ length: count }, () => source.uniform());
}

function assertNear(got: number, want: number, tolerance: number): void {
  assert.ok(Math.abs(got - want) <= tolerance, `got ${got}, want ${want} ± ${tolerance}`);
}
