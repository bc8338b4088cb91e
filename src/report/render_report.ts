import type { Chart } from "./chart.ts";
import { certificateSection } from "./certificate_section.ts";
import { chartsOf } from "./charts.ts";
import type { ClaimVerdict, Environment, JobRecord } from "../harness/record.ts";
import type { ExperimentRecord } from "../harness/run_experiments.ts";
import { environmentSection } from "./environment_section.ts";
import { renderCommands, renderFigure } from "./figure.ts";
import { headlineSection } from "./headline_section.ts";
import { type Markup, markup } from "./markup.ts";
import { jobsSection } from "./jobs_section.ts";
import { ledgerSection } from "./ledger_section.ts";
import { measuredFits } from "./measured.ts";
import { duration } from "./number_format.ts";
import { renderPage } from "./page.ts";
import { missingNote } from "./missing_note.ts";
import { positionsSection } from "./positions_section.ts";
import { textsSection } from "./texts_section.ts";

/** What a report is made of; nothing else goes into it. */
export interface ReportInput {
  readonly title: string;
  /** Fits and throughput. */
  readonly records: readonly JobRecord[];
  /** Everything beyond them: groups, cramming, curves, distances, … */
  readonly experiments: readonly ExperimentRecord[];
  readonly claims: readonly ClaimVerdict[];
  readonly environment: Environment;
}

/**
 * A run as one self-contained HTML page. It fetches nothing, reads without scripts, and follows the
 * reader's light or dark scheme. The same input gives the same bytes.
 */
export async function renderReport(
  { title, records, experiments, claims, environment }: ReportInput,
): Promise<string> {
  const fits = measuredFits(records);
  const charts = chartsOf({ records, experiments });
  const sections: readonly Section[] = [
    ["claims", "Claims", ledgerSection(claims)],
    [
      "accuracy",
      "Accuracy",
      markup`${missingNote(records)}${await figures(
        charts.accuracy,
        "No fit was measured in this run.",
      )}`,
    ],
    [
      "throughput",
      "Throughput",
      await figures(charts.throughput, "No throughput job was measured in this run."),
    ],
    ["steps", "Steps", await figures(charts.steps, "No fit was sampled in this run.")],
    ["information", "Capacity", await figures(charts.information, "No fit was measured.")],
    [
      "positions",
      "Which position fails, and why",
      markup`${positionsSection(fits)}${await figures(charts.positions, "")}`,
    ],
    [
      "certificate",
      "Do solutions survive?",
      await certificateSection(experiments, { charts: charts.certificate }),
    ],
    ["texts", "Texts, original and read back", await textsSection(fits, charts)],
    ["setting", "What was run on what", environmentSection(environment, { records })],
    ["jobs", "Jobs", jobsSection(records)],
  ];
  const contents = sections.map(([id, name]) => markup`<li><a href="#${id}">${name}</a></li>`);
  const parts = sections.map(([id, name, content]) =>
    markup`<section id="${id}"><h2>${name}</h2>
${content}
</section>
`
  );
  const body = markup`<a class="skip" href="#claims">To the claims</a>
<header class="top">
<h1>${title}</h1>
<p>${about({ records, environment })}</p>
${renderCommands([environment.command])}
${headlineSection(records)}
<nav aria-label="Sections"><ul>${contents}</ul></nav>
</header>
<main>${parts}</main>
<footer><p>Every number stands beside the command that makes it again. The raw jobs are in
<code>results.jsonl</code>, the verdicts in <code>claims.json</code>, the charts as SVG, CSV and
Vega-Lite in <code>charts/</code>, beside this page. The paper: Mezentsev and Oseledets,
2505.21189v2.</p></footer>`;
  return await renderPage({ title, body });
}

type Section = readonly [id: string, name: string, content: Markup];

async function figures(charts: readonly Chart[], absence: string): Promise<Markup> {
  if (charts.length === 0) return markup`${absence && markup`<p>${absence}</p>`}`;
  const rendered: Markup[] = [];
  for (const chart of charts) rendered.push(await renderFigure(chart));
  return markup`<div class="figures">${rendered}</div>`;
}

function about(
  { records, environment }: { records: readonly JobRecord[]; environment: Environment },
): string {
  const models = [...new Set(records.map(({ job }) => job.model.id))];
  const on = models.length === 0 ? "No model" : models.join(", ");
  return `${on}, profile ${environment.profile}, ${environment.startedAt.slice(0, 10)}, ` +
    `${environment.cpu} with ${environment.cores} cores, ${duration(environment.elapsedSeconds)}.`;
}
