import { isReadOpenly } from "../../claims/kind_tallies.ts";
import { type Markup, markup } from "../../report/page/markup.ts";
import { renderTable } from "../../report/tables/table.ts";
import { checklist, type ChecklistItem } from "../checklist.ts";
import { environmentName } from "../environment_name.ts";
import type { PrintedVerdict, PublishedRun } from "../published_run.ts";
import { megabytes, mostPageBytes } from "../publish_run.ts";
import { verdictBadge } from "./verdict_badge.ts";

/** Every run, the latest first: what it was, what came of it, and where its files are. */
export function runsSection(runs: readonly PublishedRun[]): Markup {
  return markup`${runs.toReversed().map(runArticle)}`;
}

function runArticle(run: PublishedRun): Markup {
  const { name, environment, records, claims, note, pageBytes } = run;
  const ended = (outcome: string) => records.filter((record) => record.outcome === outcome).length;
  const models = [...new Set(records.map(({ job }) => job.model.id))];
  const files = ["results.jsonl", "claims.json", "environment.json"];
  const large = pageBytes > mostPageBytes
    ? markup`, more than the ${megabytes(mostPageBytes)} a page may have today`
    : null;
  return markup`<article class="run" id="run-${name}">
<h3><a href="${name}/index.html">${name}</a></h3>
<p>${environmentName(environment)}; profile ${environment.profile}; ${models.join(", ")}</p>
<p class="facts">${ended("measured")} jobs measured, ${ended("wrong")} wrong, ${
    ended("not run")
  } not run. Commit <code>${
    environment.commit ?? "unknown"
  }</code>, ONNX Runtime ${environment.onnxruntime}, Deno ${environment.deno}. The page has ${
    megabytes(pageBytes)
  }${large}.</p>
${note !== "" && markup`<p class="said">${note}</p>`}
<p class="tally">${tally(claims)}</p>
<p class="facts">${
    files.map((file) => markup`<a href="${name}/${file}">${file}</a> `)
  }<code>${environment.command}</code></p>
<details><summary>Reproducibility checklist of ${name}</summary>
${checklistTable(checklist(run), name)}</details>
</article>
`;
}

/** Verdicts counted, each kind of model by itself, and claims that other recipes alone read. */
export function tally(claims: readonly PrintedVerdict[]): Markup | string {
  if (claims.length === 0) return "It judges no claim of the paper.";
  const judged = claims.filter(({ verdict }) => verdict !== "not run");
  const groups = Map.groupBy(judged, ({ kind, verdict }) => `${kind} ${verdict}`);
  const counts = [...groups.values()].map((some) =>
    markup`<span>${some.length} ${verdictBadge(some[0])} <small>${some[0].kind}</small></span> `
  );
  const read = claims.filter(isReadOpenly).length;
  const said = read > 0 && markup` <small>${read} of them read by other recipes alone</small>`;
  return markup`${counts}<span>${
    claims.length - judged.length
  } <span class="badge quiet">not run</span>${said}</span>`;
}

function checklistTable(items: readonly ChecklistItem[], name: string): Markup {
  return markup`${
    renderTable({
      caption: `Reproducibility checklist of ${name}`,
      columns: [{ name: "Item" }, { name: "Answer" }, { name: "Rests on" }],
      rows: items.map(({ section, item, answer, evidence }) => [
        markup`${item} <small>${section}</small>`,
        answer,
        evidence,
      ]),
    }, { captionHidden: true, cards: true })
  }
<p class="note">After the Machine Learning Reproducibility Checklist, version 2.0 (Pineau et al., JMLR
22, 2021), its items in our words; every answer is filled from the run.</p>`;
}
