import { type Markup, markup } from "../page/markup.ts";
import type { MeasuredFit } from "../readings/measured.ts";
import { figure } from "../readings/number_format.ts";
import { type PositionErrors, positionErrors } from "../readings/position_errors.ts";
import { seriesOf } from "../readings/series.ts";
import { renderTable } from "../tables/table.ts";

/** Which position fails, in the numbers of this run, and what the arrangement says about it. */
export function positionsSection(fits: readonly MeasuredFit[]): Markup {
  if (fits.length === 0) return markup`<p>No fit was measured in this run.</p>`;
  const errors = Map.groupBy(positionErrors(fits), ({ series }) => series);
  const findings = [...errors].map(([name, own]) =>
    markup`<li><b>${name}:</b> ${finding(own)}</li>`
  );
  const comparison = errors.size > 1 && markup`
<p>What can be read off is whether a recipe that lets e grow (no weight decay, larger steps) has fewer
errors there:</p>
${renderTable(byRecipe(fits, errors))}`;
  return markup`<ul class="findings">${findings}</ul>
<p>Why the first position is special: attention is causal, so position 1 sees <b>e</b> alone, while
every later one sees e and some copies of m and can be told apart by where it stands. e must name the
first token by itself; and it is what all later positions attend to, the natural place for an
attention sink. So much follows from the arrangement [e][m]×(N−1); that it is the cause of the errors
is a reading, which this run does not test.</p>${comparison}`;
}

function finding(errors: readonly PositionErrors[]): string {
  const total = errors.reduce((sum, { wrong }) => sum + wrong, 0);
  const fits = errors[0].fits;
  if (total === 0) {
    const slowest = errors.reduce((a, b) => b.medianWrongTime > a.medianWrongTime ? b : a);
    const first = slowest.position === 1
      ? "."
      : `; position 1 for ${percent(errors[0].medianWrongTime)}.`;
    return `no position is wrong in any of the ${fits} stored solutions. Position ` +
      `${slowest.position} took longest to come right: wrong for ` +
      `${percent(slowest.medianWrongTime)} of a fit’s sampled steps in the median${first}`;
  }
  const rest = errors.slice(1);
  const places = rest.reduce((sum, { fits }) => sum + fits, 0);
  const restWrong = total - errors[0].wrong;
  const first = `position 1 is wrong in ${errors[0].wrong} of ${fits} stored solutions`;
  const others = places === 0
    ? ""
    : `; later positions in ${restWrong} of ${places} places (${percent(restWrong / places)})`;
  const worst = errors.reduce((a, b) => b.wrongShare > a.wrongShare ? b : a);
  const equals = rest.filter(({ wrongShare }) => wrongShare === errors[0].wrongShare).length;
  const most = worst.position > 1
    ? ` Position ${worst.position} fails most often: ${worst.wrong} of ${worst.fits}.`
    : equals === 0
    ? " It fails more often than any other."
    : ` No position fails more often than position 1; ${equals} other ` +
      `${equals === 1 ? "fails" : "fail"} as often.`;
  return `${first}${others}.${most}`;
}

function byRecipe(
  fits: readonly MeasuredFit[],
  errors: ReadonlyMap<string, readonly PositionErrors[]>,
) {
  return {
    caption: "Recipe and errors at position 1",
    columns: [
      { name: "series" },
      { name: "learning rate", numeric: true },
      { name: "weight decay", numeric: true },
      { name: "fits", numeric: true },
      { name: "wrong at 1", numeric: true },
      { name: "mean wrong a fit, later", numeric: true },
    ],
    rows: seriesOf(fits).map(({ name, fits }) => {
      const own = errors.get(name)!;
      const later = own.slice(1).reduce((sum, { wrong }) => sum + wrong, 0);
      return [
        name,
        settings(fits, /^(lr|learningRate)/),
        settings(fits, /^weightDecay/),
        fits.length,
        own[0].wrong,
        figure(later / fits.length),
      ];
    }),
  };
}

/** The values of the recipe fields whose name fits, as they are: "0.5", or "1 / 0.3" for e and m. */
function settings(fits: readonly MeasuredFit[], name: RegExp): string | null {
  const values = Object.entries(fits[0].job.recipe).filter(([field]) => name.test(field))
    .map(([, value]) => typeof value === "number" ? String(value) : JSON.stringify(value));
  return values.length === 0 ? null : values.join(" / ");
}

function percent(share: number): string {
  return `${figure(100 * share)} %`;
}
