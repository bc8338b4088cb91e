import assert from "node:assert/strict";
import { packRows } from "../../../src/report/page/packed_rows.ts";

const rows = Array.from({ length: 10 }, (_, step) => ({
  series: step < 5 ? "a" : "b",
  text: `text ${step}`,
  step,
  loss: step === 3 ? null : step / 7,
}));

Deno.test("packRows() turns rows of one shape into columns, wherever they are", () => {
  assert.deepEqual(packRows({ mark: "line", layer: [{ data: { values: rows } }] }), {
    mark: "line",
    layer: [{
      data: {
        values: {
          packedRows: {
            series: { words: ["a", "b"], at: [0, 0, 0, 0, 0, 1, 1, 1, 1, 1] },
            text: rows.map(({ text }) => text),
            step: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
            loss: [0, 0.14286, 0.28571, null, 0.57143, 0.71429, 0.85714, 1, 1.1429, 1.2857],
          },
        },
      },
    }],
  });
});

Deno.test("packRows() leaves few rows, rows of several shapes and nested ones as they are", () => {
  const others = [
    rows.slice(0, 7),
    rows.map((row, i) => i === 4 ? { step: 4 } : row),
    rows.map(({ step }) => ({ step, at: [step] })),
    Array.from({ length: 9 }, (_, i) => i),
    "text",
    null,
  ];
  for (const other of others) assert.deepEqual(packRows(other), other);
});
