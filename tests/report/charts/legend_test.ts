import assert from "node:assert/strict";
import { renderLegend } from "../../../src/report/charts/legend.ts";

const names = (spec: Record<string, unknown>) =>
  [...(renderLegend(spec)?.html ?? "").matchAll(/<\/svg>([^<]*)</g)].map(([, name]) => name);
const line = { type: "line" };

Deno.test("a legend has the series of a scale once, whatever channels show them", () => {
  const series = { field: "s", type: "nominal", scale: { domain: ["b", "a"] } };
  const layer = [
    { mark: line, encoding: { strokeDash: series } },
    { mark: { type: "point" }, encoding: { shape: series } },
  ];
  assert.deepEqual(names({ encoding: { color: series }, layer }), ["b", "a"]);
});

Deno.test("a legend has only what its chart says it shows, in that order", () => {
  const series = { field: "s", scale: { domain: ["a", "b", "c"] }, legend: { values: ["c", "a"] } };
  assert.deepEqual(names({ mark: line, encoding: { color: series } }), ["c", "a"]);
});

Deno.test("a scale without a domain has that of its data, by name, as Vega-Lite draws it", () => {
  const data = { values: [{ s: "m" }, { s: "e" }, { s: "m" }] };
  const color = { field: "s", type: "nominal" };
  assert.deepEqual(names({ data, mark: line, encoding: { color } }), ["e", "m"]);
  assert.match(
    renderLegend({ data, mark: line, encoding: { color } })!.html,
    /series-1[^]*>e<[^]*series-2[^]*>m</,
  );
});

Deno.test("one series, or a legend that is switched off, is no legend", () => {
  const one = { field: "s", scale: { domain: ["a"] } };
  assert.equal(renderLegend({ mark: line, encoding: { color: one } }), null);
  const off = { field: "s", scale: { domain: ["a", "b"] }, legend: null };
  assert.equal(renderLegend({ mark: line, encoding: { color: off } }), null);
});
