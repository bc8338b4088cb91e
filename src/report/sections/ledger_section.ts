import { kindTallies } from "../../claims/kind_tallies.ts";
import type { ClaimVerdict, KindVerdict, Verdict } from "../../records/record.ts";
import { fold } from "../page/fold.ts";
import { type Markup, markup } from "../page/markup.ts";
import { counted } from "../readings/number_format.ts";
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

const meanings = {
  direct: "The paper’s own weights and recipe.",
  transfer: "Another pretrained model, the paper’s recipe: an effect is seen or not, no more.",
} as const;

/**
 * The claims by what is behind them: verdicts from the paper's weights, then from other pretrained
 * models, then what other recipes read as, which is no verdict; folded away what only tiny models
 * ran, and what nothing was run for.
 */
export function ledgerSection(claims: readonly ClaimVerdict[]): Markup {
  if (claims.length === 0) return markup`<p>No claim was judged in this run.</p>`;
  const judged = claims.filter(({ verdict }) => verdict !== "not run");
  const of = (kind: ClaimVerdict["kind"]) => judged.filter((claim) => claim.kind === kind);
  const open = claims.filter((claim) => claim.open !== null && claim.kind !== "machinery");
  const machinery = of("machinery");
  const others = claims.filter((claim) => claim.verdict === "not run");
  const said = new Set<string>();
  const part = (kind: keyof typeof meanings) => {
    const own = of(kind);
    return own.length > 0 && markup`<h3>${kind[0].toUpperCase()}${kind.slice(1)} (closed)</h3>
<p class="note">${meanings[kind]}</p>
${renderTable(ledger(own, said), { captionHidden: true, cards: true })}`;
  };
  const [direct, transfer] = [part("direct"), part("transfer")];
  return markup`<p class="tally">${tally(claims)}</p>
${
    !direct && !transfer &&
    markup`<p class="note">No verdict of this run rests on a pretrained model
fitted by the paper’s recipe.</p>`
  }
${direct}${transfer}
${
    open.length > 0 && markup`<h3>Other recipes (open)</h3>
<p class="note">What fits by recipes other than the paper’s read as. No verdict rests on them.</p>
${renderTable(openLedger(open, said), { captionHidden: true, cards: true })}`
  }
<p class="note">A verdict is about the scope beside it and nothing wider.</p>
${
    machinery.length > 0 && fold(
      `${counted(machinery.length, "claim")} ran on tiny models only, which shows that the ` +
        "experiments run and nothing else",
      renderTable(ledger(machinery, said), { captionHidden: true, cards: true }),
      { kind: "rest machinery" },
    )
  }
${
    others.length > 0 && fold(
      `${counted(others.length, "claim")} had no verdict, and why`,
      renderTable(notRun(others, said), { captionHidden: true, cards: true }),
      { kind: "rest" },
    )
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

/** `said` has the claims that already stand above: a link leads to the first. */
function ledger(claims: readonly ClaimVerdict[], said: Set<string>): Table {
  return {
    caption: `Claims of the paper and what came out, ${claims[0].kind}`,
    columns: [
      { name: "Claim" },
      { name: "Verdict" },
      { name: "Paper" },
      { name: "Here" },
      { name: "Scope" },
    ],
    rows: claims.map((claim) => [
      markup`${statement(claim, said)}${grounds(claim)}`,
      badge(claim.verdict),
      claim.paper,
      claim.ours,
      claim.ours === null ? "" : claim.scope,
    ]),
  };
}

function openLedger(claims: readonly ClaimVerdict[], said: Set<string>): Table {
  return {
    caption: "Claims of the paper under other recipes",
    columns: [{ name: "Claim" }, { name: "Paper" }, { name: "Here, no verdict" }],
    rows: claims.map((claim) => [
      markup`${statement(claim, said)}${
        claim.verdict === "not run" && markup`<code>${claim.command}</code>`
      }`,
      claim.paper,
      claim.open,
    ]),
  };
}

function notRun(claims: readonly ClaimVerdict[], said: Set<string>): Table {
  return {
    caption: "Claims of the paper that have no verdict",
    columns: [{ name: "Claim" }, { name: "Paper" }, { name: "Why not" }],
    rows: claims.map((claim) => [
      statement(claim, said),
      claim.paper,
      markup`${claim.reason} <code>${claim.command}</code>`,
    ]),
  };
}

function statement({ id, statement, place }: ClaimVerdict, said: Set<string>): Markup {
  const anchor = !said.has(id) && markup` id="claim-${id}"`;
  said.add(id);
  return markup`<span class="claim"${anchor}>${statement}</span>
<span class="place">${place}</span>`;
}

function grounds({ id, reason, basis, jobs, command, open, beside }: ClaimVerdict): Markup {
  const links = jobs.slice(0, 12).map((key) =>
    markup`<a href="#job-${key.slice(0, 12)}"><code>${key.slice(0, 8)}</code></a> `
  );
  const number = jobs.length === 1 ? "one job: " : `${jobs.length} jobs${jobs.length ? ": " : ""}`;
  return fold(
    "Grounds and command",
    markup`<p>${reason}</p>
${openReading(open)}${beside.map(besideIt)}
<p>Claim <code>${id}</code>; evidence: ${basis}; ${number}${links}${
      jobs.length > links.length && "and more in claims.json"
    }</p>
<p><code>${command}</code></p>`,
  );
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

/** The sign and the word of a verdict. */
export function badge(verdict: Verdict): Markup {
  return markup`<span class="badge ${colours[verdict]}"><span aria-hidden="true">${
    signs[verdict]
  }</span> ${verdict}</span>`;
}
