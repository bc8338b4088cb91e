import type { EncoderData } from "../amortised/encoder_data.ts";
import { certificateSection } from "./sections/certificate_section.ts";
import { type ChartedRun, type Charts, runCharts } from "./charts/charts.ts";
import { lintPaper, published } from "../paper/mod.ts";
import type { KeptRow } from "../bench/bench_file.ts";
import type { ClaimVerdict, Environment } from "../records/record.ts";
import { byWorth } from "./readings/model_kinds.ts";
import { citeSection } from "./sections/cite_section.ts";
import { controlsSection } from "./sections/controls_section.ts";
import { encoderSection } from "./sections/encoder_section.ts";
import { environmentSection } from "./sections/environment_section.ts";
import { renderCommands } from "./charts/figure.ts";
import { heading } from "./page/heading.ts";
import { headlineModel, longestExact } from "./readings/headline.ts";
import { headlineSection } from "./sections/headline_section.ts";
import { type Markup, markup } from "./page/markup.ts";
import { jobsSection } from "./sections/jobs_section.ts";
import { ledgerSection } from "./sections/ledger_section.ts";
import { measuredFits } from "./readings/measured.ts";
import { renderPage } from "./page/page.ts";
import { openDivisionSection } from "./sections/open_division_section.ts";
import { paperFindingsSection } from "./sections/paper_findings_section.ts";
import { renderPaperSection } from "./sections/render_paper_section.ts";
import { performanceSection } from "./sections/performance_section.ts";
import { runParts } from "./sections/run_parts.ts";
import { specimenOf } from "./readings/specimen.ts";
import { specimenSection } from "./sections/specimen_section.ts";
import { textsSection } from "./sections/texts_section.ts";
import { tinySection } from "./sections/tiny_section.ts";
import { verdictSection } from "./sections/verdict_section.ts";

/** What a report is made of; nothing else goes into it. */
export interface ReportInput extends ChartedRun {
  /** Of the paper that is checked. */
  readonly title: string;
  readonly claims: readonly ClaimVerdict[];
  readonly environment: Environment;
  /** Benchmarks kept with the run. */
  readonly bench?: readonly KeptRow[];
}

/**
 * A run as one self-contained HTML page. It fetches nothing, reads without scripts, and follows the
 * reader's light or dark scheme. The same input gives the same bytes.
 *
 * ```
 * what was found → one text → three figures → claims by kind → the paper's places → the run → jobs
 * ```
 */
export async function renderReport(input: ReportInput): Promise<string> {
  const { title, environment } = input;
  const sections = sectionsOf(input);
  const parts = sections.map(({ id, name, title: long = name, kind, content }) =>
    markup`<section id="${id}" class="${kind}">${heading(2, { id, title: long })}
${content}
</section>
`
  );
  const body = markup`<a class="skip" href="#claims">To the claims</a>
<header class="top">
<h1><span>An independent check of</span> <cite>${title}</cite></h1>
${firstScreen(input)}
<nav aria-label="Sections"><ul>${
    sections.map(({ id, name }) => markup`<li><a href="#${id}">${name}</a></li>`)
  }</ul></nav>
${renderCommands([environment.command])}
</header>
<main>${parts}</main>
<footer><p>Every number stands beside the command that makes it again. The run’s folder keeps the raw
jobs in <code>results.jsonl</code> and the verdicts in <code>claims.json</code>; the data of a chart can
be taken from under it. The paper: Mezentsev and Oseledets, 2505.21189v2.</p></footer>`;
  return await renderPage({ title: `An independent check of ${title}`, body });
}

interface Section {
  readonly id: string;
  /** As the contents have it. */
  readonly name: string;
  /** The name where absent. */
  readonly title?: string;
  /** For the look of it. */
  readonly kind?: "paper";
  readonly content: Markup;
}

/** What was found, one text, three figures. */
function firstScreen(
  { records, experiments, claims, environment, bench = [] }: ReportInput,
): Markup {
  const model = headlineModel([...records, ...experiments]);
  const own = records.filter(({ job }) => job.model.id === model?.id);
  const specimen = specimenOf(measuredFits(own));
  return markup`${verdictSection({ model, longest: longestExact(own), claims })}
${specimen && specimenSection(specimen)}
${model && headlineSection({ model, records, bench })}
<p class="note">${about(environment)}</p>`;
}

function sectionsOf(input: ReportInput): Section[] {
  const { records, experiments, claims, environment, bench = [], study, encoder } = input;
  const { main, tiny } = byWorth({ records, experiments });
  const { main: charts, tiny: tinyCharts } = runCharts({ records, experiments, study, encoder });
  const openDivision = openDivisionSection({ records, study }, { charts: charts.openDivision });
  return [
    { id: "claims", name: "Claims", content: ledgerSection(claims) },
    ...paperParts(charts.paper, { claims, tiny: tinyCharts?.paper ?? [] }),
    {
      id: "paper",
      name: "The paper against itself",
      content: paperFindingsSection(lintPaper(published)),
    },
    ...runParts({ records: main.records, charts }),
    ...openDivision === null
      ? []
      : [{ id: "open-division", name: "Open division", content: openDivision }],
    ...encoderPart(encoder, charts.encoder),
    { id: "controls", name: "Controls", content: controlsSection(experiments) },
    {
      id: "certificate",
      name: "Do solutions survive?",
      content: certificateSection(experiments, {
        charts: [...charts.certificate, ...tinyCharts?.certificate ?? []],
      }),
    },
    { id: "performance", name: "Performance", content: performanceSection(bench) },
    ...tiny === null
      ? []
      : [{ id: "tiny", name: "Tiny models", content: tinySection(tiny, tinyCharts!) }],
    {
      id: "texts",
      name: "Texts, original and read back",
      content: textsSection(measuredFits(records), {
        hits: new Map([...charts.hits, ...tinyCharts?.hits ?? []]),
      }),
    },
    {
      id: "setting",
      name: "What was run on what",
      content: environmentSection(environment, { records }),
    },
    { id: "jobs", name: "Jobs", content: jobsSection(records) },
    { id: "cite", name: "To quote this", content: citeSection({ environment, records }) },
  ];
}

/** What encoders are worth, where a run has any. */
function encoderPart(
  encoder: EncoderData | null | undefined,
  charts: Charts["encoder"],
): Section[] {
  if (!encoder || encoder.encoders.length === 0) return [];
  return [{
    id: "encoder",
    name: "Encoder",
    title: "Encoder: text to proto-tokens without fitting",
    content: encoderSection(encoder, { charts }),
  }];
}

/** The paper's tables and figures, ours over theirs. */
function paperParts(
  paper: Charts["paper"],
  { claims, tiny }: { readonly claims: readonly ClaimVerdict[]; readonly tiny: Charts["paper"] },
): Section[] {
  return paper.map((section) => {
    const { id, place, title } = section;
    const onTiny = tiny.some((one) => one.id === id && one.absence === null);
    const content = renderPaperSection(section, { claims, onTiny });
    return { id, kind: "paper", name: place, title: `${place}: ${title}`, content };
  });
}

function about({ profile, startedAt, cpu, cores, commit }: Environment): string {
  return `Profile ${profile}, ${startedAt.slice(0, 10)}, ${cpu} with ${cores} cores, commit ` +
    `${commit ?? "unknown"}.`;
}
