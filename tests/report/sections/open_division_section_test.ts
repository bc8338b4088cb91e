import assert from "node:assert/strict";
import type { JobRecord } from "../../../src/records/record.ts";
import type { StudyData } from "../../../src/records/study_data.ts";
import { renderReport } from "../../../src/report/mod.ts";
import { openDivisionSection } from "../../../src/report/sections/open_division_section.ts";
import { environment } from "../synthetic_records.ts";
import { studiedFit, studiedFits, syntheticStudy } from "../synthetic_study.ts";

Deno.test("a run of the paper's recipe alone has no such section, one with a study has", async () => {
  const paper = studiedFits().filter(({ job }) => job.recipe.name === "paper");
  assert.equal(section(paper), null);
  assert.match(section(paper, syntheticStudy())!, /What each lever gave/);
  const records = studiedFits().slice(0, 3);
  const page = await renderReport({
    title: "T",
    records,
    experiments: [],
    claims: [],
    environment,
  });
  assert.match(page, /<section id="open-division"/);
});

Deno.test("a model made for tests is no matter for the open division unless it was studied", () => {
  const tiny = studiedFits().map((fit) => ({
    ...fit,
    job: { ...fit.job, model: { ...fit.job.model, id: "tiny-llama" } },
  }));
  assert.equal(section(tiny), null);
  assert.match(section(tiny, syntheticStudy())!, /Steps until exact, tiny-llama/);
});

Deno.test("each recipe stands with its division, its steps and what it saves", () => {
  const rows = rowsOf(section(studiedFits())!);
  assert.deepEqual(rows, [
    [
      ...["4", "paper recipe (closed)", "8", "6", "1,800", "[400, > 5,000]", "180"],
      ...["–", "–", "–"],
    ],
    // (400 · 4 + 400 · 5) / 2 over (100 · 4 + 100 · 5) / 2, the two unknown ones both above.
    ["4", "open recipe (open)", "8", "8", "450", "[100, 800]", "45", "4×", rows[1][8], "8"],
    ["4", "best recipe (open)", "8", "8", "90", "[20, 160]", "9", "20×", rows[2][8], "8"],
    [
      ...["8", "best recipe (open)", "8", "3", "> 3,000", "[3,000, > 3,000]", "300"],
      ...["–", "–", "–"],
    ],
  ]);
  for (const at of [1, 2]) {
    const [low, high] = rows[at][8].slice(1, -1).split(", ").map(Number);
    const ratio = parseFloat(rows[at][7]);
    // Both recipes take steps in one proportion, but where the paper's are not known.
    assert.ok(low <= ratio && (Number.isNaN(high) || high >= ratio), rows[at][8]);
  }
});

Deno.test("a median that the budget hides makes the ratio a bound", () => {
  const fits = (paper: number, open: number) =>
    [1, 2, 3].flatMap((text) => [
      studiedFit({ text, recipe: "paper", steps: 5000, short: text <= paper }),
      studiedFit({ text, recipe: "open", steps: 1000, short: text <= open }),
    ]);
  const ratio = (paper: number, open: number) => rowsOf(section(fits(paper, open))!)[1][7];
  assert.equal(ratio(0, 0), "5×");
  assert.equal(ratio(3, 0), "> 5×");
  // 5,000 is the budget of both: the open one's unfinished fit counts with all of it.
  assert.equal(ratio(0, 3), "< 1×");
  assert.equal(ratio(3, 3), "–");
});

Deno.test("of several fits of a text the largest budget counts, then the lowest seed", () => {
  const fits = [
    studiedFit({ text: 1, recipe: "open", steps: 600, maxSteps: 600, short: true }),
    studiedFit({ text: 1, recipe: "open", steps: 900, seed: 2 }),
    studiedFit({ text: 1, recipe: "open", steps: 1700, seed: 1 }),
  ];
  const [row] = rowsOf(section(fits)!);
  assert.deepEqual(row.slice(2, 5), ["1", "1", "1,700"]);
});

Deno.test("the cost of the common start is said once, and what each lever gave", () => {
  const html = section(studiedFits(), syntheticStudy())!;
  const cost = /cost 1,234 forward-backward passes over\s+2 tuning texts, once/g;
  assert.equal([...html.matchAll(cost)].length, 1);
  const levers = rowsOf(html).slice(-3);
  assert.deepEqual(levers.map(([recipe, , exact, steps, ratio]) => [recipe, exact, steps, ratio]), [
    ["base", "6 of 6", "70", "–"],
    ["quick", "6 of 6", "35", "0.5"],
    ["poor", "1 of 6", "140", "2"],
  ]);
  // 20/40, 25/50, 30/60, 35/70, 40/80, 60/120: every draw of texts has the same ratio.
  assert.equal(levers[1][5], "[0.5, 0.5]");
  assert.equal(levers[1][1], "Is it <quick>?");
});

function section(records: readonly JobRecord[], study?: StudyData): string | null {
  const made = openDivisionSection({ records, study }, { charts: [] });
  return made?.html.replaceAll("&gt;", ">").replaceAll("&lt;", "<") ?? null;
}

/** Cells of every row of every table's body, without markup. */
function rowsOf(html: string): string[][] {
  const bodies = [...html.matchAll(/<tbody>([\s\S]*?)<\/tbody>/g)].map(([, body]) => body);
  return bodies.flatMap((body) =>
    body.split("</tr>").slice(0, -1).map((row) =>
      [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) => cell)
    )
  );
}
