import { kindTallies } from "../../claims/kind_tallies.ts";
import type { ClaimVerdict, KindVerdict, Verdict } from "../../records/record.ts";
import { type Markup, markup } from "../page/markup.ts";
import { renderTable, type Table } from "../tables/table.ts";

const signs: Readonly<Record<Verdict, string>> = {
  reproduced: "✓",
  contradicted: "✗",
  seen: "✓",
  "not seen": "✗",
  runs: "○",
  "does not run": "✗",
  inconclusive: "≈",
  "not run": "–",
};

/** Badges are coloured by what a verdict comes to, whichever kind's word it is. */
const colours: Readonly<Record<Verdict, string>> = {
  reproduced: "reproduced",
  contradicted: "contradicted",
  seen: "reproduced",
  "not seen": "contradicted",
  runs: "not-run",
  "does not run": "contradicted",
  inconclusive: "inconclusive",
  "not run": "not-run",
};

const kinds = {
  direct: "the paper’s weights and recipe",
  transfer: "another pretrained model",
  machinery: "tiny models: shows only that the experiment runs",
} as const;

/** One line a claim: what the paper says, what came out here, and what that is worth. */
export function ledgerSection(claims: readonly ClaimVerdict[]): Markup {
  if (claims.length === 0) return markup`<p>No claim was judged in this run.</p>`;
  const present = new Set(claims.filter((c) => c.verdict !== "not run").map((c) => c.kind));
  const legend = Object.entries(kinds).filter(([kind]) => present.has(kind as keyof typeof kinds));
  const meanings = legend.map(([kind, meaning]) => markup`<b>${kind}</b>: ${meaning}. `);
  // What another recipe gave is nothing to fold away, though it is no verdict.
  const ran = ({ verdict, open }: ClaimVerdict) => verdict !== "not run" || open !== null;
  const judged = claims.filter(ran);
  const others = claims.filter((claim) => !ran(claim));
  return markup`<p class="tally">${tally(claims)}</p>
${judged.length > 0 && renderTable(ledger(judged), { captionHidden: true, cards: true })}
<p class="note">${meanings}A verdict is about the scope beside it and nothing wider.</p>
${
    others.length > 0 && markup`<details class="rest">
<summary>${others.length} ${
      others.length === 1 ? "claim was" : "claims were"
    } not run, and why</summary>
${renderTable(notRun(others), { captionHidden: true, cards: true })}</details>`
  }`;
}

/** Each kind counted by itself: a sum over kinds would mean nothing. */
function tally(claims: readonly ClaimVerdict[]): Markup[] {
  return kindTallies(claims).map(({ kind, verdicts }) => {
    const counts = verdicts.map(({ verdict, claims }) =>
      markup`<span>${claims} ${badge(verdict)}</span> `
    );
    return kind === null ? markup`${counts}` : markup`<b>${kind}</b> ${counts}`;
  });
}

function ledger(claims: readonly ClaimVerdict[]): Table {
  return {
    caption: "Claims of the paper and what came out",
    columns: [
      { name: "Claim" },
      { name: "Verdict" },
      { name: "Paper" },
      { name: "Here" },
      { name: "Scope" },
    ],
    rows: claims.map((claim) => [
      markup`${statement(claim)}${grounds(claim)}`,
      markup`${badge(claim.verdict)} <span class="place">${claim.kind}</span>`,
      claim.paper,
      claim.ours ?? (claim.open && `open division, no verdict: ${claim.open}`),
      claim.ours === null ? "" : claim.scope,
    ]),
  };
}

function notRun(claims: readonly ClaimVerdict[]): Table {
  return {
    caption: "Claims of the paper that were not run",
    columns: [{ name: "Claim" }, { name: "Paper" }, { name: "Why not" }],
    rows: claims.map((claim) => [
      statement(claim),
      claim.paper,
      markup`${claim.reason} <code>${claim.command}</code>`,
    ]),
  };
}

function statement({ id, statement, place }: ClaimVerdict): Markup {
  return markup`<span class="claim" id="claim-${id}">${statement}</span>
<span class="place">${place}</span>`;
}

function grounds({ id, reason, basis, jobs, command, open, beside }: ClaimVerdict): Markup {
  const links = jobs.slice(0, 12).map((key) =>
    markup`<a href="#job-${key.slice(0, 12)}"><code>${key.slice(0, 8)}</code></a> `
  );
  const number = jobs.length === 1 ? "one job: " : `${jobs.length} jobs${jobs.length ? ": " : ""}`;
  return markup`<details><summary>Grounds and command</summary><p>${reason}</p>
${openReading(open)}${beside.map(besideIt)}
<p>Claim <code>${id}</code>; evidence: ${basis}; ${number}${links}${
    jobs.length > links.length && "and more in claims.json"
  }</p>
<p><code>${command}</code></p></details>`;
}

/** What other recipes give, told apart from the verdict. */
function openReading(open: string | null): Markup | false {
  return open !== null && markup`<p>Open division, no verdict: ${open}</p>`;
}

/** What models of a weaker kind say. */
function besideIt({ kind, verdict, ours, scope, reason, open }: KindVerdict): Markup {
  return markup`<p>As <b>${kind}</b>: ${badge(verdict)} ${
    ours !== null && `${ours} (${scope}). `
  }${reason}</p>
${openReading(open)}`;
}

function badge(verdict: Verdict): Markup {
  return markup`<span class="badge ${colours[verdict]}"><span aria-hidden="true">${
    signs[verdict]
  }</span> ${verdict}</span>`;
}
