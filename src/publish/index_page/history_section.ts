import { type Markup, markup } from "../../report/page/markup.ts";
import { renderTable } from "../../report/tables/table.ts";
import type { PrintedVerdict, PublishedRun } from "../published_run.ts";
import { verdictBadge } from "./verdict_badge.ts";

/** What each run said of each claim, the earliest first, in today's words. */
export function historySection(runs: readonly PublishedRun[]): Markup {
  const judging = runs.filter(({ claims }) => claims.length > 0);
  const claims = new Map<string, PrintedVerdict>();
  // The latest run's wording of a claim is shown.
  for (const { claims: own } of judging) for (const one of own) claims.set(one.id, one);
  const isJudged = (id: string) =>
    judging.some(({ claims }) => claims.some((one) => one.id === id && one.verdict !== "not run"));
  const judged = [...claims.values()].filter(({ id }) => isJudged(id));
  const rest = [...claims.values()].filter(({ id }) => !isJudged(id));
  if (claims.size === 0) return markup`<p>No run judged a claim.</p>`;
  return markup`<p>${judged.length} of ${claims.size} claims were judged by some run. Each verdict is the
one its run printed, by the rules of its day. Until verdicts had words of their kind all were
“reproduced” or “contradicted”; where another model than the paper's was meant, today's word stands
first.</p>
${
    judged.length > 0 && renderTable({
      caption: "Verdicts by run",
      columns: [{ name: "Claim" }, { name: "Verdicts" }],
      rows: judged.map((claim) => [
        markup`<span class="claim">${claim.statement}</span> <small>${claim.place}, <code>${claim.id}</code></small>`,
        markup`<ol class="history">${judging.map((run) => entry(run, claim.id))}</ol>`,
      ]),
    }, { captionHidden: true, cards: true })
  }
${
    rest.length > 0 &&
    markup`<details><summary>${rest.length} claims that no run has judged</summary>
<ul>${
      rest.map(({ statement, place }) => markup`<li>${statement} <small>${place}</small></li>`)
    }</ul></details>`
  }`;
}

function entry({ name, claims }: PublishedRun, id: string): Markup {
  const one = claims.find((claim) => claim.id === id);
  const verdict = one === undefined
    ? markup`<span class="badge quiet">not among its claims</span>`
    : markup`${verdictBadge(one)} ${
      one.verdict !== "not run" && markup`<small>${one.kind}</small>`
    }`;
  return markup`<li><a href="#run-${name}">${name}</a> ${verdict}${
    one?.ours ? markup` <small>${one.ours}</small>` : null
  }</li>`;
}
