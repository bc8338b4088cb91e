import { inlineJson } from "../../report/page/inline_json.ts";
import { type Markup, markup } from "../../report/page/markup.ts";
import type { PublishedRun } from "../published_run.ts";
import { type ComparedRun, comparedRun, isComparable } from "./compared_run.ts";

/** Two runs to choose, and what the page's script puts side by side of them. */
export function compareSection(runs: readonly PublishedRun[]): Markup {
  if (runs.length < 2) return markup`<p>There is one run; a difference wants two.</p>`;
  const compared = runs.map(comparedRun);
  const [before, after] = defaultPair(compared);
  return markup`<form class="pair" id="pair">
<label>before <select name="before">${options(compared, before)}</select></label>
<label>after <select name="after">${options(compared, after)}</select></label>
</form>
<div id="difference" role="region" aria-live="polite" aria-label="What differs">
<p>Choosing two runs wants scripts; the tables above have the same numbers.</p></div>
${inlineJson(compared, { id: "runs-data" })}`;
}

/** The latest two that measured something alike, else the latest two. */
function defaultPair(runs: readonly ComparedRun[]): [number, number] {
  for (let after = runs.length - 1; after > 0; after--) {
    for (let before = after - 1; before >= 0; before--) {
      if (isComparable(runs[before], runs[after])) return [before, after];
    }
  }
  return [runs.length - 2, runs.length - 1];
}

function options(runs: readonly ComparedRun[], chosen: number): Markup[] {
  return runs.map(({ name }, at) =>
    markup`<option value="${at}"${at === chosen ? markup` selected` : null}>${name}</option>`
  );
}
