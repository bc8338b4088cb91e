import { contentSecurityPolicy } from "../../report/page/content_security_policy.ts";
import { htmlDocument, sectionsPageStyle } from "../../report/page/html_document.ts";
import { type Markup, markup } from "../../report/page/markup.ts";
import { environmentName } from "../environment_name.ts";
import type { PublishedRun } from "../published_run.ts";
import compareScript from "./compare_script.js" with { type: "text" };
import type { PublishedCheck } from "../device_checks.ts";
import { cardsSection } from "./cards_section.ts";
import { compareSection } from "./compare_section.ts";
import { historySection } from "./history_section.ts";
import indexStyle from "./index_page.css" with { type: "text" };
import { runsSection } from "./runs_section.ts";
import { trendsSection } from "./trends_section.ts";

/**
 * The page over all published runs. It fetches nothing, links to the runs' own pages beside it, and
 * reads without scripts but for the comparison. The same runs give the same bytes.
 */
export function renderReportsIndex(
  runs: readonly PublishedRun[],
  checks: readonly PublishedCheck[] = [],
): string {
  const sections = [
    { id: "runs", name: "Runs", content: runsSection(runs) },
    { id: "trends", name: "Trends", content: trendsSection(runs) },
    { id: "verdicts", name: "Verdicts", content: historySection(runs) },
    { id: "compare", name: "Two runs compared", content: compareSection(runs) },
    { id: "cards", name: "Graphics cards", content: cardsSection(checks) },
  ];
  const title = "Published runs";
  const body = markup`<a class="skip" href="#runs">To the runs</a>
<header>
<h1>${title}</h1>
<p>${about(runs)}</p>
<nav aria-label="Sections"><ul>${
    sections.map(({ id, name }) => markup`<li><a href="#${id}">${name}</a></li>`)
  }</ul></nav>
</header>
<main>${
    sections.map(({ id, name, content }) =>
      markup`<section id="${id}"><h2>${name}</h2>
${content}
</section>
`
    )
  }</main>
<footer><p>Made by <code>deno task publish</code> from the records beside it. The paper: Mezentsev and
Oseledets, <cite>Exploring the Hidden Capacity of LLMs for One-Step Text Generation</cite>, arXiv
2505.21189v2.</p></footer>`;
  return page({ title, body });
}

function about(runs: readonly PublishedRun[]): string {
  if (runs.length === 0) return 'Nothing is published yet: "deno task publish FOLDER" adds a run.';
  const machines = new Set(runs.map(({ environment }) => environmentName(environment))).size;
  const [first, last] = [runs[0], runs.at(-1)!].map(({ environment }) =>
    environment.startedAt.slice(0, 10)
  );
  return `${runs.length} run${runs.length === 1 ? "" : "s"} on ${machines} machine${
    machines === 1 ? "" : "s"
  }, ${
    first === last ? first : `from ${first} to ${last}`
  }: independent checks of one paper. What a ` +
    `run did not measure has no number here.`;
}

function page({ title, body }: { readonly title: string; readonly body: Markup }): string {
  const style = sectionsPageStyle(indexStyle);
  const policy = contentSecurityPolicy({ scripts: [compareScript], styles: [style] });
  return htmlDocument({
    title,
    policy,
    head: `<style>${style}</style>`,
    body: `${body.html}\n<script>${compareScript}</script>`,
  });
}
