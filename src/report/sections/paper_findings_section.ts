import type { Finding } from "../../paper/mod.ts";
import { renderCommands } from "../charts/figure.ts";
import { type Markup, markup } from "../page/markup.ts";

/** What the paper's own numbers say against each other, with the sums; nothing is run for it. */
export function paperFindingsSection(findings: readonly Finding[]): Markup {
  if (findings.length === 0) return markup`<p>No two of the paper’s numbers disagree.</p>`;
  const items = findings.map(({ id, places, message, arithmetic }) =>
    markup`<li id="finding-${id}"><p>${message[0].toUpperCase()}${message.slice(1)}.
<span class="place">${places.join(", ")}</span></p>
<ul>${arithmetic.map((line) => markup`<li>${line}</li>`)}</ul></li>
`
  );
  return markup`<p>The paper’s printed numbers checked against each other, without running anything.
Where a claim rests on one of them, read its verdict with this in mind.</p>
<ol class="findings">
${items}</ol>
${renderCommands(["deno task lint-paper"])}`;
}
