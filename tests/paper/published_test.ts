import assert from "node:assert/strict";
import { published, type PublishedTable, valueAt, valuesAt } from "../../src/paper/mod.ts";

const { settings, statements: _, ...tables } = published;
const models = settings.models.map(({ id }) => id);

/** How many numbers each place prints, counted in the paper. */
const printed: Readonly<Record<keyof typeof tables, number>> = {
  table1: 20,
  table2: 12,
  table3: 96,
  table4: 23,
  figure1: 6,
  figure3: 3,
  figure4: 4,
  figure5: 4,
  figure6: 2,
  figure7: 4,
  cramming: 30,
};

for (const [name, table] of Object.entries(tables) as [keyof typeof printed, PublishedTable][]) {
  Deno.test(`${table.place} says of every number what it measures, over what, and how averaged`, () => {
    assert.equal(table.values.filter(({ value }) => value !== null).length, printed[name]);
    for (const { quantity, value, deviation, decimals } of table.values) {
      const { unit, population, aggregation } = table.quantities[quantity];
      assert.ok(unit !== "" && population !== "" && aggregation !== "");
      for (const number of [value, deviation]) {
        if (number !== null) assert.equal(number, Number(number.toFixed(decimals)));
      }
    }
  });

  Deno.test(`${table.place} has no cell twice and no model of another name`, () => {
    const cells = table.values.map(({ quantity, at }) => JSON.stringify([quantity, at]));
    assert.equal(new Set(cells).size, cells.length);
    for (const { at } of table.values) {
      if ("model" in at) assert.ok(models.includes(String(at.model)), String(at.model));
    }
  });
}

Deno.test("valueAt() finds the one number of a cell", () => {
  const cell = { source: "pg19", mShared: false, model: "llama-3.1-8b" };
  assert.equal(valueAt(published.table3, "capacityTokens", cell).value, 724);
  const { value, deviation } = valueAt(published.table3, "informationNats", cell);
  assert.deepEqual([value, deviation], [1659.8, 344.5]);
});

Deno.test("valueAt() refuses a dash and an ambiguous cell", () => {
  const dash = { model: "pythia-160m", tokens: 256 };
  assert.throws(() => valueAt(published.table4, "fitSeconds", dash), /0 values are printed there/);
  assert.throws(() => valueAt(published.table4, "fitSeconds", { tokens: 32 }), /6 values/);
});

Deno.test("valuesAt() leaves dashes out", () => {
  assert.equal(valuesAt(published.table4, "fitSeconds", { tokens: 512 }).length, 2);
});
