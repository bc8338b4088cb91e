import { mean, median } from "simple-statistics";
import type { DecodedAgain, Decoding } from "../../records/certificate_record.ts";
import type { JobRecord } from "../../records/record.ts";
import { type CertifiedGroup, certifiedGroups, uncertified } from "../readings/certified.ts";
import type { Chart } from "../charts/chart.ts";
import { renderFigure } from "../charts/figure.ts";
import { type Markup, markup } from "../page/markup.ts";
import { figure, share } from "../readings/number_format.ts";
import { renderTable, type Table } from "../tables/table.ts";

/** Whether solutions say their text elsewhere too, and how much they bear. */
export function certificateSection(
  experiments: readonly JobRecord[],
  { charts }: { charts: readonly Chart[] },
): Markup {
  const groups = certifiedGroups(experiments);
  const missing = notes("Not certified", uncertified(experiments));
  if (groups.length === 0) return markup`<p>No solution was certified in this run.</p>${missing}`;
  const figures = charts.map((chart) => renderFigure(chart));
  const lost = groups.some(({ solutions }) => solutions.some(({ survives }) => survives === false));
  return markup`
<p>A fit ends at the first step that is exact, however narrowly. Its solution <b>survives</b> where it
says the same tokens, its text, on the other engine, in every slot of a batch, in a batch of other
solutions, and with the model’s weights rounded to bfloat16. No claim of the paper is judged by this.</p>
${renderTable(survival(groups))}
<p>${
    enginesOf(groups)
  } A σ is borne where every noisy copy still holds the text, as at all smaller σ;
the table has the median. A fit is short where it fell short of its text: there is nothing to certify.</p>
${notes("Not run", notRun(groups))}
${lost && renderTable(losses(groups))}
<div class="figures">${figures}</div>
${renderTable(fewerBits(groups))}
<p>A token’s own bits are H_LM of the texts, in bits a token: what the model leaves open of them when
it reads them as usual. Integers are symmetric, with one float32 scale a vector.</p>
${missing}`;
}

const again: readonly (readonly [keyof DecodedAgain, string])[] = [
  ["otherEngine", "other engine"],
  ["everySlot", "every slot"],
  ["besideOthers", "beside others"],
  ["bfloat16Weights", "bfloat16 weights"],
];

function survival(groups: readonly CertifiedGroup[]): Table {
  return {
    caption: "Solutions that survive, and how many say the same in each place",
    columns: [
      { name: "solutions" },
      { name: "survive", numeric: true },
      ...again.map(([, name]) => ({ name, numeric: true })),
      { name: "bear σ up to", numeric: true },
      { name: "fits short", numeric: true },
    ],
    rows: groups.map((group) => {
      const { solutions, short } = group;
      const survivors = solutions.filter(({ survives }) => survives).length;
      const unknown = solutions.filter(({ survives }) => survives === null).length;
      return [
        groupName(group),
        outOf(survivors, solutions.length) + (unknown > 0 ? `, ${unknown} not known` : ""),
        ...again.map(([part]) => sameIn(group, part)),
        bearing(group),
        short,
      ];
    }),
  };
}

function sameIn({ solutions, publishedInBfloat16 }: CertifiedGroup, part: keyof DecodedAgain) {
  if (part === "bfloat16Weights" && publishedInBfloat16) return "as published";
  const ran = solutions.map((solution) => solution.again[part]).filter(isMeasured);
  if (ran.length === 0) return "not run";
  return outOf(ran.filter(({ changed }) => changed.length === 0).length, ran.length);
}

function enginesOf(groups: readonly CertifiedGroup[]): string {
  const ways = groups.map(({ engine, otherEngine }) =>
    `Fitted on ${engine}; the other engine is ${otherEngine}.`
  );
  return [...new Set(ways)].join(" ");
}

/** The middle one of the largest σ; a solution that bears none counts as 0. */
function bearing({ solutions }: CertifiedGroup): string | null {
  if (solutions.length === 0) return null;
  return figure(median(solutions.map(({ holdsUpToSigma }) => holdsUpToSigma ?? 0)));
}

function losses(groups: readonly CertifiedGroup[]): Table {
  const lost = groups.flatMap((group) =>
    group.solutions.filter(({ survives }) => survives === false).map((solution) => ({
      ...solution,
      group: groupName(group),
    }))
  );
  return {
    caption: "Solutions that do not survive",
    columns: [
      { name: "text" },
      { name: "solutions" },
      { name: "seed", numeric: true },
      { name: "least margin, nats", numeric: true },
      { name: "other token at position" },
    ],
    rows: lost.map(({ text, group, seed, marginsNats, again: decoded }) => {
      const places = again.flatMap(([part, name]) => {
        const decoding = decoded[part];
        const changed = isMeasured(decoding) ? decoding.changed : [];
        return changed.length === 0 ? [] : `${changed.join(", ")} (${name})`;
      });
      return [
        text,
        group,
        seed,
        figure(Math.min(...marginsNats)),
        places.join("; ") || "none: it does not say its text where it was fitted",
      ];
    }),
  };
}

function fewerBits(groups: readonly CertifiedGroup[]): Table {
  return {
    caption: "Solutions kept in fewer bits",
    columns: [
      { name: "solutions" },
      { name: "e and m in" },
      { name: "still exact", numeric: true },
      { name: "mean accuracy", numeric: true },
      { name: "bits of vectors a token", numeric: true },
      { name: "a token’s own bits", numeric: true },
      { name: "bits for one bit of text", numeric: true },
    ],
    rows: groups.flatMap((group) => {
      const { solutions, tokens } = group;
      if (solutions.length === 0) return [];
      const nats = mean(solutions.map(({ informationNats }) => informationNats));
      const textBits = nats / Math.LN2 / tokens;
      return solutions[0].stored.map(({ format, bitsPerToken }, i) => {
        const accuracies = solutions.map(({ stored }) => stored[i].accuracy);
        return [
          groupName(group),
          format,
          outOf(accuracies.filter((one) => one === 1).length, accuracies.length),
          share(mean(accuracies)),
          figure(bitsPerToken),
          figure(textBits),
          figure(bitsPerToken / textBits),
        ];
      });
    }),
  };
}

/** Why decodings did not run, each reason once. */
function notRun(groups: readonly CertifiedGroup[]): string[] {
  const reasons = groups.flatMap((group) =>
    group.solutions.flatMap((solution) =>
      again.flatMap(([part, name]) => {
        const decoding = solution.again[part];
        return decoding.outcome === "measured"
          ? []
          : `${groupName(group)}, ${name}: ${decoding.reason}`;
      })
    )
  );
  return [...new Set(reasons)];
}

function notes(what: string, reasons: readonly string[]): Markup | false {
  return reasons.length > 0 &&
    markup`<p>${what}:</p><ul>${reasons.map((reason) => markup`<li>${reason}</li>`)}</ul>`;
}

function isMeasured(decoding: Decoding): decoding is Decoding & { outcome: "measured" } {
  return decoding.outcome === "measured";
}

function groupName({ model, name }: CertifiedGroup): string {
  return `${model}, ${name}`;
}

function outOf(some: number, all: number): string {
  return `${some} of ${all}`;
}
