import assert from "node:assert/strict";
import { mustHaveMarks } from "../../../src/report/charts/mark_limits.ts";
import { chartsOf } from "../../../src/report/charts/charts.ts";
import { sized } from "../../../src/report/charts/chart.ts";
import { plantedFit } from "../synthetic_paper_run.ts";

const colourOf = (series: number, range?: string) => ({
  layer: [{
    encoding: {
      color: { scale: { domain: Array.from({ length: series }, (_, i) => `${i}`), range } },
    },
  }],
});

Deno.test("running out of marks is an error, never a repeat", () => {
  mustHaveMarks(colourOf(5));
  assert.throws(() => mustHaveMarks(colourOf(6)), /6 series by color: it has 5 marks/);
  mustHaveMarks(colourOf(11, "overPaperModels"));
  assert.throws(() => mustHaveMarks(colourOf(12, "overPaperModels")), RangeError);
  assert.throws(() => sized(colourOf(6), 640), RangeError);
  const values = ["a", "b", "c", "d", "e", "f"].map((series) => ({ series }));
  const undeclared = {
    data: { values },
    encoding: { color: { field: "series", type: "nominal" } },
  };
  assert.throws(() => mustHaveMarks(undeclared), /6 series/);
});

Deno.test("a run of seven models draws none of ours as the paper’s, nor as another of ours", () => {
  const records = Array.from({ length: 7 }, (_, i) => `model-${i}`).flatMap((model) =>
    (["paper", "open"] as const).flatMap((recipe) =>
      [4, 8, 16].map((tokens) => plantedFit({ tokens, accuracy: 1, model, recipe }))
    )
  );
  const { paper, accuracy, information, positions, steps } = chartsOf({ records, experiments: [] });
  const charts = [
    ...paper.flatMap(({ charts }) => charts),
    ...accuracy,
    ...information,
    ...positions,
    ...steps,
  ];
  for (const { spec } of charts) sized(spec, 640);
  assert.equal(new Set(charts.map(({ name }) => name)).size, charts.length);
});
