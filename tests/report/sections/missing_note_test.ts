import assert from "node:assert/strict";
import type { JobRecord } from "../../../src/records/record.ts";
import type { MeasuredThroughput } from "../../../src/report/readings/measured.ts";
import { headlineSection } from "../../../src/report/sections/headline_section.ts";
import { missingNote } from "../../../src/report/sections/missing_note.ts";
import { generator, syntheticFit, syntheticThroughput } from "../synthetic_records.ts";

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

Deno.test("headlineSection() tells the speed of all timed texts of the longest length, not of the last", () => {
  const timed = (
    text: string,
    { tokens, milliseconds }: { tokens: number; milliseconds: number },
  ) => {
    const one = syntheticThroughput({ tokens, random }) as MeasuredThroughput;
    const result = {
      ...one.result,
      onePassMilliseconds: Array(9).fill(10),
      autoregressiveMilliseconds: Array(9).fill(milliseconds),
      ratio: { estimate: milliseconds / 10, low: milliseconds / 10, high: milliseconds / 10 },
    };
    return { ...one, key: text, job: { ...one.job, text: { ...one.job.text, id: text } }, result };
  };
  const { html } = headlineSection({
    model: { id: "synthetic-model", kind: "transfer" },
    records: [
      timed("a", { tokens: 16, milliseconds: 40 }),
      timed("b", { tokens: 16, milliseconds: 120 }),
      timed("c", { tokens: 8, milliseconds: 5000 }),
    ],
    bench: [],
  });
  // Half of the repetitions took 40 ms and half 120: their median is 80, eight times one pass's 10.
  assert.match(html, /<b>8×<\/b> <span>as fast in one pass .*, at N = 16</);
});
