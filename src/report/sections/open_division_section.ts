import type { StudyData } from "../../records/study_data.ts";
import { type Chart, commandsOf } from "../charts/chart.ts";
import { renderCommands, renderFigures } from "../charts/figure.ts";
import { type OpenDivisionRun, openSettings } from "../charts/open_division_charts.ts";
import { type Markup, markup } from "../page/markup.ts";
import { counted } from "../readings/number_format.ts";
import { leversTable } from "../tables/levers_table.ts";
import { openStepsTable } from "../tables/open_steps_table.ts";
import { renderTable } from "../tables/table.ts";

/**
 * What other recipes than the paper's make of the same model; null where a run has neither their
 * fits nor a study. No verdict rests on it.
 */
export function openDivisionSection(
  run: OpenDivisionRun,
  { charts }: { readonly charts: readonly Chart[] },
): Markup | null {
  const settings = openSettings(run);
  const { study = null } = run;
  const isEmpty = study === null || Object.values(study).every((all) => all.length === 0);
  if (settings.length === 0 && isEmpty) return null;
  const steps = settings.map((setting) => renderTable(openStepsTable(setting)));
  const fits = settings.flatMap(({ series }) => series.flatMap(({ fits }) => fits));
  return markup`<p>No verdict rests on anything here. Fits by the paper’s recipe are <b>closed</b>,
those by any other <b>open</b>. A step is a forward-backward pass over the text: all of them count, of
every restart and of every trial of a line search.</p>
${settings.length === 0 && markup`<p>No fit of the open division was measured in this run.</p>`}
${steps}
${steps.length > 0 && stepsNote}
${steps.length > 0 && renderCommands(commandsOf(fits))}
${study !== null && startCosts(study)}
${renderFigures(charts)}
${study !== null && lastPositions(study)}
${study !== null && study.rungs.length > 0 && levers(study)}`;
}

const stepsNote = markup`<p class="note">A fit that was not exact counts with its whole budget,
beyond which its steps are not known: “>” and “<” say on which side of a figure the true one lies,
“–” that no figure can be said. Of several fits of a text by one recipe the one of the largest budget
counts, then of the lowest seed. Intervals of medians are by order statistics and want six texts;
those of ratios draw texts, each with both its fits, and take for every end the unknown steps that make
it hold.</p>`;

/** What the starts cost, once for all texts that are fitted from them. */
function startCosts({ starts }: StudyData): Markup[] {
  return starts.map(({ model, arrangement, textSteps, texts, sha256, command, metric }) =>
    markup`<p>The common start of ${model} in ${arrangement} (sha256 <code>${
      sha256.slice(0, 12)
    }…</code>), at which open recipes begin, cost ${
      counted(textSteps, "forward-backward pass")
    } over
${counted(texts.length, "tuning text")}, once; no step count here has them in it.${
      metric !== undefined &&
      markup` The metric that goes with it (${
        counted(metric.directions, "direction")
      } of curvature, sha256
<code>${metric.sha256.slice(0, 12)}…</code>) cost ${counted(metric.textSteps, "pass")} more.`
    }</p>
${renderCommands(metric === undefined ? [command] : [command, metric.command])}`
  );
}

/** Which positions were the last to come right. */
function lastPositions({ limits }: StudyData): Markup[] {
  return limits.map(({ model, arrangement, tokens, ways }) => {
    const last = ways.flatMap(({ lastWrong }) => lastWrong);
    const counts = [...Map.groupBy(last, (at) => at)]
      .map(([at, all]) => ({ at, times: all.length }))
      .sort((a, b) => b.times - a.times || a.at - b.at).slice(0, 3);
    const said = counts.map(({ at, times }) => `position ${at + 1} (${counted(times, "text")})`);
    return markup`<p>Last to come right, ${model}, ${arrangement}, N = ${tokens}, ${
      counted(ways.length, "text")
    }: ${said.length === 0 ? "not seen" : said.join(", ")}.</p>`;
  });
}

function levers({ rungs }: StudyData): Markup {
  const commands = new Set(rungs.flatMap(({ results }) => results.map(({ command }) => command)));
  return markup`<h3>What each lever gave (open)</h3>
<p>Successive halving: each round fits fewer recipes to longer tuning texts, and the base stays in all.
Each recipe changes one thing of the base. Below 1 it took fewer steps than the base on the same texts;
a text that was not exact counts with the round’s budget. Intervals draw texts, each with both its
fits.</p>
${rungs.map((rung) => renderTable(leversTable(rung)))}
${renderCommands([...commands])}`;
}
