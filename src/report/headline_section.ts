import type { JobRecord } from "../harness/record.ts";
import { type Markup, markup } from "./markup.ts";
import { measuredFits, measuredThroughputs } from "./measured.ts";
import { count, figure } from "./number_format.ts";
import { seriesOf } from "./series.ts";

/** The few numbers a reader asks for first. Each says what it counts. */
export function headlineSection(records: readonly JobRecord[]): Markup {
  const fits = measuredFits(records);
  const tiles = seriesOf(fits).map(({ name, fits }) => {
    const exact = fits.filter(({ result }) => result.exact);
    const longest = Math.max(...exact.map(({ job }) => job.tokens));
    return tile(
      `${count(exact.length)} of ${count(fits.length)}`,
      `texts came back word for word, ${name}` +
        (exact.length > 0 ? `; the longest ${longest} tokens` : ""),
    );
  });
  const timings = measuredThroughputs(records);
  const longest = timings.at(-1);
  if (longest !== undefined) {
    const { job, result: { ratio, onePassTokensPerSecond } } = longest;
    tiles.push(tile(
      `${figure(ratio.estimate)}×`,
      `as fast in one pass as token by token at N = ${job.tokens} (95 % interval ` +
        `${figure(ratio.low)} to ${figure(ratio.high)}): ` +
        `${figure(onePassTokensPerSecond)} tokens a second`,
    ));
  }
  const unmeasured = records.filter(({ outcome }) => outcome !== "measured").length;
  if (unmeasured > 0) {
    tiles.push(tile(
      count(unmeasured),
      `of ${count(records.length)} jobs ended without a measurement, listed under Jobs`,
    ));
  }
  return markup`<ul class="tiles">${tiles}</ul>`;
}

function tile(value: string, meaning: string): Markup {
  return markup`<li><b>${value}</b> <span>${meaning}</span></li>`;
}
