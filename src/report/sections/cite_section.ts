import project from "../../../deno.json" with { type: "json" };
import type { Environment, JobRecord } from "../../records/record.ts";
import { type Markup, markup } from "../page/markup.ts";
import { computeSpent } from "../readings/compute_spent.ts";
import { count, counted, duration } from "../readings/number_format.ts";

/** How to quote the paper, this suite and this very run, and what it took. */
export function citeSection(
  { environment, records }: {
    readonly environment: Environment;
    readonly records: readonly JobRecord[];
  },
): Markup {
  const { cpu, cores, card, commit, codeSha256, startedAt, elapsedSeconds } = environment;
  const spent = computeSpent(records);
  const machine = `${cpu}, ${count(cores)} cores${card ? `, ${card}` : ""}`;
  const taken = spent.jobs === 0 ? "" : `at least ${duration(spent.seconds)} in ` +
    `${counted(spent.jobs, "fit")}, whichever start of the command they ran in; `;
  return markup`<dl>
<div><dt>Machine</dt><dd>${machine}</dd></div>
<div><dt>Commit</dt><dd><code>${commit ?? "unknown"}</code>, code <code>${
    codeSha256.slice(0, 12)
  }</code></dd></div>
<div><dt>Compute</dt><dd>${taken}the command’s last start took ${
    duration(elapsedSeconds)
  }</dd></div>
</dl>
<h3>The paper</h3>
<pre tabindex="0" aria-label="BibTeX of the paper"><code>${paper}</code></pre>
<h3>This check</h3>
<pre tabindex="0" aria-label="BibTeX of this check"><code>${
    suite({ year: startedAt.slice(0, 4), commit, machine })
  }</code></pre>`;
}

/** As its authors give it; the numbers on this page are those of the second version on arXiv. */
const paper = `@inproceedings{mezentsev2025exploring,
  title     = {Exploring the Hidden Capacity of {LLMs} for One-Step Text Generation},
  author    = {Mezentsev, Gleb and Oseledets, Ivan},
  booktitle = {Proceedings of the 2025 Conference on Empirical Methods in Natural Language Processing},
  year      = {2025},
  eprint    = {2505.21189},
  archivePrefix = {arXiv},
  url       = {https://arxiv.org/abs/2505.21189}
}`;

function suite(
  { year, commit, machine }: {
    readonly year: string;
    readonly commit: string | null;
    readonly machine: string;
  },
): string {
  // Braces would end a field; no processor has any in its name.
  const field = (text: string) => text.replace(/[{}\\]/g, "");
  return `@software{onepass,
  title   = {Onepass: a reproduction of one-step text generation from two proto-tokens},
  author  = {{The Onepass contributors}},
  version = {${project.version}},
  year    = {${field(year)}},
  note    = {Commit ${field(commit ?? "unknown")}, run on ${field(machine)}}
}`;
}
