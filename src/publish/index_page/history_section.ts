import { isReadOpenly } from "../../claims/kind_tallies.ts";
import { type Markup, markup } from "../../report/page/markup.ts";
import { counted } from "../../report/readings/number_format.ts";
import { renderTable } from "../../report/tables/table.ts";
import type { PrintedVerdict, PublishedRun } from "../published_run.ts";
import { verdictBadge } from "./verdict_badge.ts";

/**
 * What each run said of each claim, the earliest first, in today's words; then what fits by other
 * recipes than the paper's read where nothing else has, and what is left.
 */
export function historySection(runs: readonly PublishedRun[]): Markup {
  const judging = runs.filter(({ claims }) => claims.length > 0);
  if (judging.length === 0) return markup`<p>No run judged a claim.</p>`;
  // The latest run's wording of a claim is shown.
  const claims = new Map(judging.flatMap((run) => run.claims.map((one) => [one.id, one] as const)));
  const latest = new Set(judging[judging.length - 1].claims.map(({ id }) => id));
  const retired = [...claims.keys()].filter((id) => !latest.has(id)).length;
  const parts = Map.groupBy(claims.values(), ({ id }) => {
    const said = judging.flatMap((run) => run.claims.filter((one) => one.id === id));
    if (said.some(({ verdict }) => verdict !== "not run")) return "judged";
    return said.some(isReadOpenly) ? "read" : "left";
  });
  const { judged = [], read = [], left = [] } = Object.fromEntries(parts);
  return markup`<p>${judged.length} of ${claims.size} claims were judged by some run${
    retired > 0 && `; ${retired} of the ${claims.size} are none any more`
  }. Each verdict is the
one its run printed, by the rules of its day. Until verdicts had words of their kind all were
“reproduced” or “contradicted”; where another model than the paper's was meant, today's word stands
first.</p>
${
    judged.length > 0 && renderTable({
      caption: "Verdicts by run",
      columns: [{ name: "Claim" }, { name: "Verdicts" }],
      rows: judged.map((claim) => [
        nameOf(claim),
        markup`<ol class="history">${judging.map((run) => entry(run, claim.id))}</ol>`,
      ]),
    }, { captionHidden: true, cards: true })
  }
${
    read.length > 0 && renderTable({
      caption: "No verdict: claims that fits by other recipes alone read, by the latest that did",
      columns: [{ name: "Claim" }, { name: "Reads as" }],
      rows: read.map((claim) => [nameOf(claim), latestReading(judging, claim.id)]),
    }, { cards: true })
  }
${
    left.length > 0 &&
    markup`<details><summary>${counted(left.length, "claim")} that no run has read</summary>
<ul>${
      left.map(({ statement, place }) => markup`<li>${statement} <small>${place}</small></li>`)
    }</ul></details>`
  }`;
}

function nameOf({ id, statement, place }: PrintedVerdict): Markup {
  return markup`<span class="claim">${statement}</span> <small>${place}, <code>${id}</code></small>`;
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

function latestReading(runs: readonly PublishedRun[], id: string): Markup {
  const [{ name, one }] = runs.toReversed().flatMap(({ name, claims }) =>
    claims.filter((one) => one.id === id && isReadOpenly(one)).map((one) => ({ name, one }))
  );
  return markup`<a href="#run-${name}">${name}</a> <small>${one.open!}</small>`;
}
