import { certificateSection } from "./sections/certificate_section.ts";
import { type Charts, chartsOf } from "./charts/charts.ts";
import { lintPaper, published } from "../paper/mod.ts";
import type { KeptRow } from "../bench/bench_file.ts";
import type { ClaimVerdict, Environment, JobRecord } from "../records/record.ts";
import { controlsSection } from "./sections/controls_section.ts";
import { environmentSection } from "./sections/environment_section.ts";
import { renderCommands, renderFigures } from "./charts/figure.ts";
import { headlineSection } from "./sections/headline_section.ts";
import { type Markup, markup } from "./page/markup.ts";
import { jobsSection } from "./sections/jobs_section.ts";
import { ledgerSection } from "./sections/ledger_section.ts";
import { measuredFits } from "./readings/measured.ts";
import { duration } from "./readings/number_format.ts";
import { renderPage } from "./page/page.ts";
import { missingNote } from "./sections/missing_note.ts";
import { openDivisionSection } from "./sections/open_division_section.ts";
import { paperFindingsSection } from "./sections/paper_findings_section.ts";
import type { StudyData } from "../records/study_data.ts";
import type { RunRecords } from "./sections/paper_section.ts";
import { renderPaperSection } from "./sections/render_paper_section.ts";
import { performanceSection } from "./sections/performance_section.ts";
import { positionsSection } from "./sections/positions_section.ts";
import { textsSection } from "./sections/texts_section.ts";

/** What a report is made of; nothing else goes into it. */
export interface ReportInput extends RunRecords {
  readonly title: string;
  readonly claims: readonly ClaimVerdict[];
  readonly environment: Environment;
  /** Benchmarks kept with the run. */
  readonly bench?: readonly KeptRow[];
  /** What a study kept beside its records. */
  readonly study?: StudyData | null;
}

/**
 * A run as one self-contained HTML page. It fetches nothing, reads without scripts, and follows the
 * reader's light or dark scheme. The same input gives the same bytes.
 */
export async function renderReport(
  { title, records, experiments, claims, environment, bench = [], study }: ReportInput,
): Promise<string> {
  const charts = chartsOf({ records, experiments, study });
  const openDivision = await openDivisionSection({ records, study }, {
    charts: charts.openDivision,
  });
  const sections: readonly Section[] = [
    { id: "claims", name: "Claims", content: ledgerSection(claims) },
    ...await paperParts(charts.paper),
    {
      id: "paper",
      name: "The paper against itself",
      content: paperFindingsSection(lintPaper(published)),
    },
    ...await runParts({ records, charts }),
    ...openDivision === null
      ? []
      : [{ id: "open-division", name: "Open division", content: openDivision }],
    { id: "controls", name: "Controls", content: await controlsSection(experiments) },
    {
      id: "certificate",
      name: "Do solutions survive?",
      content: await certificateSection(experiments, { charts: charts.certificate }),
    },
    { id: "performance", name: "Performance", content: await performanceSection(bench) },
    {
      id: "setting",
      name: "What was run on what",
      content: environmentSection(environment, { records }),
    },
    { id: "jobs", name: "Jobs", content: jobsSection(records) },
  ];
  const contents = sections.map(({ id, name }) => markup`<li><a href="#${id}">${name}</a></li>`);
  const parts = sections.map(({ id, name, heading = name, kind, content }) =>
    markup`<section id="${id}" class="${kind}"><h2>${heading}</h2>
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

interface Section {
  readonly id: string;
  /** As the contents have it. */
  readonly name: string;
  /** The name where absent. */
  readonly heading?: string;
  /** For the look of it. */
  readonly kind?: "paper";
  readonly content: Markup;
}

/** The paper's tables and figures, ours over theirs. */
async function paperParts(paper: Charts["paper"]): Promise<Section[]> {
  const parts: Section[] = [];
  for (const section of paper) {
    const { id, place, title } = section;
    const content = await renderPaperSection(section);
    parts.push({ id, kind: "paper", name: place, heading: `${place}: ${title}`, content });
  }
  return parts;
}

/** What the run holds beyond what the paper prints. */
async function runParts(
  { records, charts }: { records: readonly JobRecord[]; charts: Charts },
): Promise<Section[]> {
  const fits = measuredFits(records);
  const accuracy = await renderFigures(charts.accuracy, {
    absence: "No fit was measured in this run.",
  });
  return [
    { id: "accuracy", name: "Accuracy", content: markup`${missingNote(records)}${accuracy}` },
    {
      id: "throughput",
      name: "Throughput",
      content: await renderFigures(charts.throughput, {
        absence: "No throughput job was measured in this run.",
      }),
    },
    {
      id: "steps",
      name: "Steps",
      content: await renderFigures(charts.steps, { absence: "No fit was sampled in this run." }),
    },
    {
      id: "information",
      name: "Tokens and information",
      content: await renderFigures(charts.information, { absence: "No fit was measured." }),
    },
    {
      id: "positions",
      name: "Which position fails, and why",
      content: markup`${positionsSection(fits)}${await renderFigures(charts.positions)}`,
    },
    {
      id: "texts",
      name: "Texts, original and read back",
      content: await textsSection(fits, charts),
    },
  ];
}

function about(
  { records, environment }: { records: readonly JobRecord[]; environment: Environment },
): string {
  const models = [...new Set(records.map(({ job }) => job.model.id))];
  const on = models.length === 0 ? "No model" : models.join(", ");
  return `${on}, profile ${environment.profile}, ${environment.startedAt.slice(0, 10)}, ` +
    `${environment.cpu} with ${environment.cores} cores, ${duration(environment.elapsedSeconds)}.`;
}
