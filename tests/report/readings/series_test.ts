import assert from "node:assert/strict";
import type { JobRecord } from "../../../src/records/record.ts";
import { measuredFits } from "../../../src/report/readings/measured.ts";
import { seriesOf } from "../../../src/report/readings/series.ts";
import { generator, syntheticFit, syntheticRecords } from "../synthetic_records.ts";

Deno.test("seriesOf() never mixes recipes and puts the paper’s first", () => {
  const series = seriesOf(measuredFits(syntheticRecords().reverse()));
  assert.deepEqual(series.map(({ name }) => name), ["paper recipe", "open recipe"]);
  for (const { name, fits } of series) {
    assert.ok(fits.every(({ job }) => name.startsWith(job.recipe.name)));
  }
});

Deno.test("seriesOf() tells models and arrangements apart where there are several", () => {
  const fit = syntheticFit({ tokens: 8, recipe: "open", text: 1, random: generator(1) });
  const job = { ...fit.job, model: { ...fit.job.model, id: "other-model" } };
  const names = seriesOf(measuredFits([fit, { ...fit, job } as JobRecord])).map(({ name }) => name);
  assert.deepEqual(names, ["other-model, open recipe", "synthetic-model, open recipe"]);
});

Deno.test("seriesOf() tells budgets of one recipe apart", () => {
  const [a, b] = [1, 2].map((text) =>
    syntheticFit({ tokens: 8, recipe: "paper", text, random: generator(1) })
  );
  assert.ok(b.job.kind === "fit");
  const job = { ...b.job, recipe: { ...b.job.recipe, maxSteps: 600 } };
  const names = seriesOf(measuredFits([a, { ...b, job } as JobRecord])).map(({ name }) => name);
  assert.deepEqual(names, ["paper recipe, maxSteps 5000", "paper recipe, maxSteps 600"]);
});

Deno.test("seriesOf() says nothing of common starts, which every model has its own of", () => {
  const fits = ["a", "b"].map((model) => {
    const fit = syntheticFit({ tokens: 8, recipe: "open", text: 1, random: generator(1) });
    assert.ok(fit.job.kind === "fit");
    const start = { from: "common", noise: 0.5, sha256: model.repeat(64) } as const;
    const recipe = { ...fit.job.recipe, name: "best", start };
    return { ...fit, job: { ...fit.job, model: { ...fit.job.model, id: model }, recipe } };
  });
  const names = seriesOf(measuredFits(fits as JobRecord[])).map(({ name }) => name);
  assert.deepEqual(names, ["a, best recipe", "b, best recipe"]);
});

Deno.test("measuredFits() leaves out what was not measured", () => {
  const records = syntheticRecords();
  const measured = records.filter(({ outcome, job }) =>
    outcome === "measured" && job.kind === "fit"
  );
  assert.ok(records.length > measured.length);
  assert.equal(measuredFits(records).length, measured.length);
});
