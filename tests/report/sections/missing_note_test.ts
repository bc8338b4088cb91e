import assert from "node:assert/strict";
import type { JobRecord } from "../../../src/records/record.ts";
import { headlineSection } from "../../../src/report/sections/headline_section.ts";
import { missingNote } from "../../../src/report/sections/missing_note.ts";
import { generator, syntheticFit } from "../synthetic_records.ts";

const random = generator(1);
const measured = [1, 2, 3].map((text) => syntheticFit({ tokens: 8, recipe: "open", text, random }));
const unmeasured = [4, 5].map((text) => ({
  ...syntheticFit({ tokens: 8, recipe: "open", text, random }),
  outcome: "not run",
  reason: "synthetic",
} as JobRecord));

Deno.test("missingNote() counts the fits a chart lacks", () => {
  assert.match(missingNote([...measured, ...unmeasured])!.html, /2 of 5 planned fits were not/);
  assert.equal(missingNote(measured), null);
});

Deno.test("headlineSection() counts exact texts among the planned, not among the finished", () => {
  const { html } = headlineSection({
    model: { id: "synthetic-model", kind: "transfer" },
    records: [...measured, ...unmeasured],
    bench: [],
  });
  assert.match(html, /<b>60 %<\/b> <span>of 5 texts of 8 tokens came back whole/);
  // Clopper and Pearson for 3 of 3: from 0.025^(1/3) = 0.292; none or both of the others may fail.
  assert.match(html, /3 of 5, 2 not measured, open recipe: 95 % interval 17 to 100 %/);
});
