import assert from "node:assert/strict";
import type { MeasuredEncoder } from "../../../src/amortised/encoder_data.ts";
import { renderReport } from "../../../src/report/mod.ts";
import { encoderSection } from "../../../src/report/sections/encoder_section.ts";
import { openDivisionSection } from "../../../src/report/sections/open_division_section.ts";
import { syntheticEncoder, syntheticEncoders } from "../synthetic_encoder.ts";
import { environment } from "../synthetic_records.ts";

const verdicts = [
  [
    { accuracy: 0.93, ratio: [0.2, 0.3, 0.4] },
    "Feasible",
    "0.930 of the tokens are right at once, and fits from there take 0.300 (0.200 to 0.400) of the",
  ],
  [
    { accuracy: 0.74, ratio: [0.2, 0.3, 0.4] },
    "Promising",
    "; but 0.740 of the tokens are right at once where 0.9 are wanted.",
  ],
  [
    { accuracy: 0.93, ratio: [0.3, 0.5, 0.9] },
    "Promising",
    "; but fits from there take 0.500 (0.300 to 0.900) of the steps from the common start where at",
  ],
  [
    { accuracy: 0.5, ahead: -0.01, ratio: [0.2, 0.6, 1.1] },
    "Not here",
    "It does not clearly get more tokens right than the nearest fitted text and the common start and " +
    "ridge regression, and fits from there take 0.600 (0.200 to 1.100) of the steps from the common",
  ],
] as const;

for (const [planted, name, because] of verdicts) {
  Deno.test(`the section says "${name}": ${because.slice(0, 50)}…`, () => {
    const text = section([syntheticEncoder(planted)]);
    assert.ok(text.includes(`<b>${name}</b>, by the rule`), text);
    assert.ok(text.includes(because), text);
    const last = rowsOf(text).find(([what]) => what === "<b>so it is</b>")!;
    assert.deepEqual(last.slice(2), [`<b>${name.toLowerCase()}</b>`]);
  });
}

Deno.test("each length has its column of the rule, and N = 8 alone judges", () => {
  const text = section(syntheticEncoders().encoders);
  assert.match(text, /<b>Promising<\/b>/);
  assert.doesNotMatch(text, /<b>(Feasible|Not here)<\/b>/);
  const rows = rowsOf(text);
  const [right, , , nearest, , , verdict] = rows;
  assert.deepEqual(right.slice(1), [
    ...["at least 0.9", "0.950: met", "0.740: not met", "0.410: not met", "0.110: not met"],
  ]);
  assert.equal(nearest.at(-1), "-0.100 to -0.060: not met");
  assert.deepEqual(verdict.slice(2), ["feasible", "promising", "promising", "not here"].map(bold));
  for (const name of ["N = 4, beside it", "N = 8", "N = 32, beside it"]) {
    assert.ok(text.includes(`>${name}</th>`), name);
  }
});

Deno.test("an encoder trained by distance is said to be, with what its fits cost", () => {
  const [{ origin, ...one }] = [syntheticEncoder()];
  const fitted = {
    ...{ tokens: 8, fitted: 1024, whole: 1021, maxSteps: 200, passes: 47_110 },
    sha256: "8".repeat(64),
  };
  const run = { ...origin!.run, loss: "distance" as const, fitted: [fitted] };
  const text = section([{ ...one, origin: { ...origin!, run } }]);
  assert.match(text, /It is trained against distances to fitted solutions, on books/);
  assert.match(
    text,
    /1,021 windows that came back whole of 1,024 fitted, which cost 47,110 passes/,
  );
  const other = section([syntheticEncoder()]);
  assert.match(other, /It is trained against the fit’s own loss, on books/);
  assert.doesNotMatch(other, /came back whole/);
});

Deno.test("where N = 8 was not measured the rule judges nothing, and the page says so", () => {
  const text = section([syntheticEncoder({ tokens: 4, accuracy: 0.95 })]);
  assert.match(text, /which was not measured here/);
  assert.doesNotMatch(text, /<b>Feasible<\/b>/);
});

Deno.test("the section says what training cost, that it was lengthened, or that it is not known", () => {
  const [trained, foreign] = [true, false].map((isTrainedHere) =>
    section([syntheticEncoder({ isTrainedHere })])
  );
  // 900 steps of 512 tokens in texts of eight.
  assert.match(trained, /4,328,192 parameters and saw 57,600 texts of 8 tokens from 2 books/);
  assert.match(trained, /At step 500 the run was told to go on to step 900\./);
  assert.match(trained, /deno task encoder train --tokens 8/);
  assert.match(foreign, /where the encoder comes from is not kept with it/);
  assert.match(foreign, /16 fitted texts of the training books, 15 of them exact/);
});

Deno.test("a page has the section where a run has encoders, and charts to take away", async () => {
  const run = { title: "T", records: [], experiments: [], claims: [], environment };
  assert.doesNotMatch(await renderReport(run), /id="encoder"/);
  const page = await renderReport({ ...run, encoder: syntheticEncoders() });
  assert.match(page, /<section id="encoder".*\n?.*Encoder: text to proto-tokens without fitting/);
  for (const name of ["learning", "straight", "steps"]) {
    assert.ok(page.includes(`id="chart-encoder-${name}-n8"`), name);
  }
});

Deno.test("a study of an encoder alone has nothing of the open division to show", () => {
  const study = { starts: [], rungs: [], limits: [] };
  assert.equal(openDivisionSection({ records: [], study }, { charts: [] }), null);
});

const bold = (text: string) => `<b>${text}</b>`;

function section(encoders: readonly MeasuredEncoder[]): string {
  return encoderSection({ encoders }, { charts: [] }).html;
}

/** Cells of every row of every table's body. */
function rowsOf(html: string): string[][] {
  const bodies = [...html.matchAll(/<tbody>([\s\S]*?)<\/tbody>/g)].map(([, body]) => body);
  return bodies.flatMap((body) =>
    body.split("</tr>").slice(0, -1).map((row) =>
      [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) => cell)
    )
  );
}
