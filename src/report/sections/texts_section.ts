import type { Chart } from "../charts/chart.ts";
import { renderCommands, renderFigure } from "../charts/figure.ts";
import { type Markup, markup } from "../page/markup.ts";
import type { MeasuredFit } from "../readings/measured.ts";
import { count, duration, figure } from "../readings/number_format.ts";
import { seriesOf } from "../readings/series.ts";
import { loneToken, shownToken } from "../readings/shown_token.ts";

/** Every text beside what one forward pass gives back, with the course of its fit folded under it. */
export async function textsSection(
  fits: readonly MeasuredFit[],
  { hits }: { hits: ReadonlyMap<string, Chart> },
): Promise<Markup> {
  if (fits.length === 0) return markup`<p>No fit was measured in this run.</p>`;
  const parts: Markup[] = [];
  for (const { name, fits: own } of seriesOf(fits)) {
    for (const [tokens, group] of Map.groupBy(own, ({ job }) => job.tokens)) {
      const exact = group.filter(({ result }) => result.exact).length;
      const cards: Markup[] = [];
      for (const fit of group) cards.push(await card(fit, hits.get(fit.key)));
      parts.push(markup`<section class="length">
<h3>N = ${tokens}, ${name} <small>${exact} of ${group.length} exact</small></h3>
${cards}</section>`);
    }
  }
  return markup`${parts}`;
}

async function card(fit: MeasuredFit, chart: Chart | undefined): Promise<Markup> {
  const { job, result } = fit;
  const right = `${count(result.correctTokens)} of ${count(job.tokens)} tokens right`;
  const verdict = result.exact
    ? markup`<span class="badge reproduced"><span aria-hidden="true">✓</span> exact</span>`
    : markup`<span class="badge contradicted"><span aria-hidden="true">✗</span> ${right}</span>`;
  return markup`<article class="fit">
<header><h4>${job.text.id}</h4> ${verdict}</header>
<div class="pair">
<div><h5>Original</h5><p class="tokens"><bdi>${
    result.targetTokens.map(shownToken).join("")
  }</bdi></p></div>
<div><h5>Read back in one pass</h5><p class="tokens"><bdi>${reconstruction(fit)}</bdi></p></div>
</div>
<p class="facts">${facts(fit)}</p>
${
    chart && markup`<details class="course"><summary>Which token came right when</summary>
${await renderFigure(chart, { commands: false })}</details>`
  }
${renderCommands([fit.command])}
</article>`;
}

/** Wrong tokens are boxed and followed by what they should have been. */
function reconstruction({ result }: MeasuredFit): Markup[] {
  return result.targetIds.map((target, i) => {
    const got = result.reconstructedTokens[i] ?? "";
    if (target === result.reconstructedIds[i]) return markup`${shownToken(got)}`;
    const want = loneToken(result.targetTokens[i] ?? "");
    return markup`<mark><span class="unseen">wrong token: </span>${
      loneToken(got)
    }<span class="want"><span aria-hidden="true">≠ </span><span class="unseen"> instead of </span>${want}</span></mark>`;
  });
}

function facts({ job, result, warnings }: MeasuredFit): string {
  const starts = result.attempts.length;
  return [
    `${count(result.steps)} steps` + (starts > 1 ? ` over ${starts} starts` : ""),
    `${duration(result.elapsedSeconds)} and ${duration(result.compileSeconds)} to compile`,
    `${figure(result.stepMilliseconds)} ms a step of ${count(job.engine.batch)}`,
    `final loss ${figure(result.lossNats)} nats a token`,
    `H_LM ${figure(result.informationNats)} nats`,
    `seed ${result.attempts.map(({ seed }) => seed).join(", then ") || job.seed}`,
    `source ${job.text.source}`,
    ...warnings.filter(({ kind }) => kind === "noisy timing").map(() => "noisy timing"),
  ].join(" · ");
}
