import type { JobRecord } from "../../records/record.ts";
import type { Chart } from "../charts/chart.ts";
import {
  type ControlName,
  type ControlPair,
  controlPairs,
  isControl,
} from "../readings/control_pairs.ts";
import { controlsChart } from "../charts/controls_chart.ts";
import { fewestClusters } from "../../statistics/mod.ts";
import { controlsTable } from "../tables/controls_table.ts";
import { renderFigure } from "../charts/figure.ts";
import { type Markup, markup } from "../page/markup.ts";
import { count } from "../readings/number_format.ts";
import { renderTable } from "../tables/table.ts";

/** What a control would mean, whichever way it comes out. */
const meanings: Readonly<Record<ControlName, string>> = {
  "random weights":
    "every matrix is drawn anew at its own deviation, norms are at 1. If texts come back all the " +
    "same, a network of this shape holds them without having learned anything; if not, what it " +
    "holds it owes to training.",
  "shuffled vocabulary":
    "the rows of the output table change places, so that the text becomes a list of tokens that " +
    "have nothing to do with each other. If accuracy stays, the fit does not use what the model " +
    "knows of one token following another; if it falls, it does.",
  "embedding-scale start":
    "e and m begin as short as the model’s own embeddings, not at N(0, 1). If accuracy stays, the " +
    "paper’s start is one among many; if it moves, what is measured is a property of the start too.",
  "frozen random e":
    "e stays as it was drawn and m alone is trained; the first output sees e alone, so its token " +
    "is out of reach and accuracy at most 1 − 1/N. If all the others come back, e need be no more " +
    "than a sink for attention; if they do not, it holds part of the text.",
  "frozen random m":
    "m stays as it was drawn and e alone is trained. If accuracy stays, e can hold the text and m " +
    "merely marks places; if it falls, m holds part of the text.",
  "BOS first":
    "BOS, as the model embeds it, stands before e and can take the attention that needs a place to " +
    "go. If fits get better or shorter, e was serving as that place; if not, nothing was missing. " +
    "Where one vector is repeated it also lifts the bound of equal outputs (docs/theorems.md): what " +
    "the plain fit cannot reach there, whatever is trained, this one may.",
  "held-out shared m":
    "m is fitted on other texts, then frozen, and e alone is fitted. If this comes close to a free " +
    "m and above a random one, a shared m serves texts it has not seen; if not, it belongs to the " +
    "texts it was fitted on.",
  "held-out random m":
    "the same with the m that the shared one started from. If e alone does as well here, a shared " +
    "m adds nothing for a new text; if it does worse, the shared one has learned something general.",
};

/** One chart a setting. */
export function controlsCharts(experiments: readonly JobRecord[]): Chart[] {
  return bySetting(experiments).map(controlsChart);
}

function bySetting(experiments: readonly JobRecord[]): ControlPair[][] {
  return [...Map.groupBy(controlPairs(experiments), ({ setting }) => setting).values()];
}

/** The experiments that the paper does not have: what was changed, what it would mean, what came. */
export function controlsSection(experiments: readonly JobRecord[]): Markup {
  const records = experiments.filter(isControl);
  if (records.length === 0) return markup`<p>No control was run in this run.</p>`;
  const pairs = bySetting(records);
  const found = new Set(pairs.flat().map(({ control }) => control));
  const names = (Object.keys(meanings) as ControlName[]).filter((name) => found.has(name));
  const settings = pairs.map((own) =>
    markup`${renderTable(controlsTable(own))}
<div class="figures">${renderFigure(controlsChart(own))}</div>`
  );
  return markup`<p>The paper has none of these, and no verdict counts them: they ask what a capacity
rests on. Each text is fitted in one of the paper’s arrangements and again with one thing changed, from the
same seed with the same recipe.</p>${missingControls(records)}
<ul class="findings">${names.map((name) => markup`<li><b>${name}:</b> ${meanings[name]}</li>`)}</ul>
${settings}
<p class="note">A difference is the accuracy with the change less that of the plain fit, its mean over
texts. Intervals resample texts, each control by itself; where texts are fewer than
${count(fewestClusters)}, or all agree, they are wide, since so little was seen to vary.</p>`;
}

function missingControls(records: readonly JobRecord[]): Markup | null {
  const missing = records.filter(({ outcome }) => outcome !== "measured").length;
  if (missing === 0) return null;
  return markup`<p class="note">${count(missing)} of ${count(records.length)} controls were not
measured and are missing here.</p>`;
}
