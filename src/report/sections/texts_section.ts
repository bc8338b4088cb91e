import type { Chart } from "../charts/chart.ts";
import { renderCommands, renderFigure } from "../charts/figure.ts";
import { fold } from "../page/fold.ts";
import { type Markup, markup } from "../page/markup.ts";
import type { MeasuredFit } from "../readings/measured.ts";
import { count, duration, figure } from "../readings/number_format.ts";
import { seriesOf } from "../readings/series.ts";
import { loneToken, shownToken } from "../readings/shown_token.ts";

/** Every text beside what one forward pass gives back, folded by recipe and length. */
export function textsSection(
  fits: readonly MeasuredFit[],
  { hits }: { hits: ReadonlyMap<string, Chart> },
): Markup {
  if (fits.length === 0) return markup`<p>No fit was measured in this run.</p>`;
  const parts = seriesOf(fits).flatMap(({ name, fits: own }) =>
    [...Map.groupBy(own, ({ job }) => job.tokens)].map(([tokens, group]) => {
      const exact = group.filter(({ result }) => result.exact).length;
      return fold(
        markup`N = ${tokens}, ${name}: ${exact} of ${group.length} exact`,
        markup`${group.map((fit) => card(fit, hits.get(fit.key)))}`,
        { kind: "length" },
      );
    })
  );
  return markup`${parts}`;
}

function card(fit: MeasuredFit, chart: Chart | undefined): Markup {
  const { job, result } = fit;
  const right = `${count(result.correctTokens)} of ${count(job.tokens)} tokens right`;
  const verdict = result.exact
    ? markup`<span class="badge reproduced"><span aria-hidden="true">✓</span> exact</span>`
    : markup`<span class="badge contradicted"><span aria-hidden="true">✗</span> ${right}</span>`;
  return markup`<article class="fit" id="fit-${fit.key.slice(0, 12)}">
<header><h3>${job.text.id}</h3> ${verdict}</header>
<div class="pair">
<div><h4>Original</h4><p class="tokens"><bdi>${
    result.targetTokens.map(shownToken).join("")
  }</bdi></p></div>
<div><h4>Read back in one pass</h4><p class="tokens"><bdi>${reconstruction(fit)}</bdi></p></div>
</div>
<p class="facts">${facts(fit)}</p>
${
    chart && markup`<details class="course"><summary>Which token came right when</summary>
${renderFigure(chart, { commands: false, titled: false })}</details>`
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
