import { verdictOrder } from "../claims/kind_tallies.ts";
import { ledger } from "../claims/mod.ts";
import { htmlDocument, sectionsPageStyle } from "../report/page/html_document.ts";
import { type Markup, markup } from "../report/page/markup.ts";
import { badge } from "../report/sections/ledger_section.ts";
import watchScript from "./watch_script.js" with { type: "text" };
import watchStyle from "./watch.css" with { type: "text" };

/** Own files, and nothing from elsewhere. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  // The empty icon, so that none is asked for.
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The live page, its style sheet and its script: what stays the same while a run goes on. */
export function watchPage(): {
  readonly html: string;
  readonly style: string;
  readonly script: string;
} {
  const body = markup`<a class="skip" href="#progress">To how far it is</a>
<header>
<h1>Watching a run</h1>
<p id="place"></p>
<div class="bar">
<p id="connection" role="status">This page shows what comes from its server, which wants scripts.</p>
<button type="button" id="hold" aria-pressed="false">Hold still</button>
</div>
</header>
<nav aria-label="Sections"><ul>
<li><a href="#progress">How far</a></li>
<li><a href="#running">Running</a></li>
<li><a href="#workers">Workers</a></li>
<li><a href="#ended">Just ended</a></li>
<li><a href="#ledger">Claims</a></li>
</ul></nav>
<main>
<section id="progress" aria-labelledby="progress-name">
<h2 id="progress-name">How far</h2>
<p id="state"></p>
<p class="figure"><span id="share">–</span> <span id="left"></span></p>
<progress id="done" max="1" value="0" aria-label="Jobs done"></progress>
<ul id="kinds" class="kinds"></ul>
<ul id="notes" class="notes"></ul>
<p id="command" hidden>Goes on with <code></code></p>
</section>
<section id="running" aria-labelledby="running-name">
<h2 id="running-name">Running</h2>
<p class="note">Above, the loss in nats a token; below, tokens right; both over steps.</p>
<p class="note" id="running-none">No fit is running.</p>
<ul id="running-jobs" class="jobs"></ul>
<div id="running-fits" class="fits"></div>
<p class="note" id="running-more"></p>
</section>
<section id="workers" aria-labelledby="workers-name">
<h2 id="workers-name">Workers</h2>
<p class="note" id="workers-none">No process says that it is at work.</p>
<table class="cards" id="workers-table" hidden>
<caption class="unseen">Processes and what they do</caption>
<thead><tr><th scope="col">Worker</th><th scope="col">State</th><th scope="col">Does</th>
<th scope="col">Model and engine</th><th scope="col" class="number">Steps a second</th></tr></thead>
<tbody id="workers-rows"></tbody>
</table>
</section>
<section id="ended" aria-labelledby="ended-name">
<h2 id="ended-name">Just ended</h2>
<p class="note" id="ended-none">No fit has ended.</p>
<div id="ended-fits" class="fits"></div>
</section>
<section id="ledger" aria-labelledby="ledger-name">
<h2 id="ledger-name">Claims of the paper</h2>
<p class="note">Judged again and again by the records that are there; the report judges by all. A verdict is
about the scope beside it and nothing wider.</p>
<ol class="strip" aria-label="Claims in the paper’s order">
${ledger.map(claimMark)}
</ol>
<p class="tally" id="tally"></p>
<p class="unseen" id="verdicts-said" role="status"></p>
<table class="cards" id="claims" hidden>
<caption class="unseen">Claims of the paper and what they come to so far</caption>
<thead><tr><th scope="col">Claim</th><th scope="col">Verdict</th><th scope="col">Paper</th>
<th scope="col">Here</th></tr></thead>
<tbody>
${ledger.map(claimRow)}
</tbody>
</table>
<details id="waiting"><summary>Claims that nothing was run for yet</summary>
<ul>
${ledger.map(waitingClaim)}
</ul></details>
</section>
</main>
<footer><p>Part of Onepass, an independent check of <cite>Exploring the Hidden Capacity of LLMs for
One-Step Text Generation</cite> (Mezentsev and Oseledets, arXiv 2505.21189v2).</p></footer>
${verdictOrder.map((one) => markup`<template data-verdict="${one}">${badge(one)}</template>`)}`;
  return {
    html: htmlDocument({
      title: "Watching a run",
      policy,
      head: '<link rel="icon" href="data:,">\n<link rel="stylesheet" href="watch.css">',
      body: `${body.html}\n<script src="watch.js"></script>`,
    }),
    style: sectionsPageStyle(watchStyle),
    script: watchScript,
  };
}

type ShownClaim = Pick<(typeof ledger)[number], "id" | "statement" | "place" | "paper">;

/** A claim as a mark of its own, for the whole at a glance; the script leads it to where it stands. */
function claimMark({ id, statement }: ShownClaim): Markup {
  return markup`<li><a href="#waiting-${id}" data-mark="${id}" title="${statement}"><span
aria-hidden="true">–</span><span class="unseen">${id}: not run</span></a></li>
`;
}

/** Its line among those with a verdict; the script puts that in and shows it. */
function claimRow({ id, statement, place, paper }: ShownClaim): Markup {
  return markup`<tr data-claim="${id}" id="claim-${id}" hidden>
<th scope="row"><span class="claim">${statement}</span>
<span class="place">${place}</span>
<details><summary>Grounds<span class="unseen"> of ${id}</span></summary>
<p class="reason"></p></details></th>
<td data-name="Verdict"><span class="badge"></span></td>
<td data-name="Paper">${paper ?? "–"}</td>
<td data-name="Here"><span class="ours">–</span> <span class="scope"></span></td>
</tr>
`;
}

/** Its line among those that wait for evidence. */
function waitingClaim({ id, statement, place }: ShownClaim): Markup {
  return markup`<li data-waiting="${id}" id="waiting-${id}"><span class="claim">${statement}</span>
<span class="place">${place}</span> <span class="reason"></span></li>
`;
}
