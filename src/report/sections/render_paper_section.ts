import type { ClaimVerdict, Verdict } from "../../records/record.ts";
import { renderFigures } from "../charts/figure.ts";
import { type Markup, markup } from "../page/markup.ts";
import { compareKinds } from "../readings/model_kinds.ts";
import { badge } from "./ledger_section.ts";
import type { PaperSection } from "./paper_section.ts";
import { renderTable } from "../tables/table.ts";

/** What stands around a section of the paper. */
export interface PaperSectionContext {
  readonly claims: readonly ClaimVerdict[];
  /** Whether tiny models measured what this section lacks, on a section of their own. */
  readonly onTiny?: boolean;
}

/** A section of the paper without its heading: the paper says, here, so; then ours over its values. */
export function renderPaperSection(
  { place, says, charts, tables, absence }: PaperSection,
  { claims, onTiny = false }: PaperSectionContext,
): Markup {
  const own = claimsOf(place, claims);
  const missing = absence &&
    (onTiny
      ? markup`Measured in this run on <a href="#tiny">tiny models</a> only.`
      : markup`${absence.sentence} To measure it: <code>${absence.command}</code>`);
  return markup`<dl class="three">
<div><dt>The paper says</dt><dd>${says}</dd></div>
<div><dt>Here</dt><dd>${missing ?? here(own) ?? "Measured, and put to no claim."}</dd></div>
<div><dt>So</dt><dd>${so(own)}</dd></div>
</dl>
${renderFigures(charts, { commands: absence === null })}
${tables.map((table) => renderTable(table))}`;
}

/** The claims that a place of the paper makes: "Table 3 and text (d)" is one of Table 3. */
export function claimsOf(place: string, claims: readonly ClaimVerdict[]): ClaimVerdict[] {
  const places = place.split(" and ").map((one) => one.toLowerCase());
  return claims.filter((claim) =>
    claim.place.split(" and ").some((one) => places.includes(one.toLowerCase()))
  );
}

/** The reading that tells most: of the strongest kind, under the paper's recipe before others. */
function here(claims: readonly ClaimVerdict[]): string | null {
  const told = claims.filter(({ ours, open }) => ours !== null || open !== null)
    .sort((a, b) =>
      compareKinds(a.kind, b.kind) || Number(a.ours === null) - Number(b.ours === null)
    );
  const [first] = told;
  if (first === undefined) return null;
  return first.ours === null ? `Other recipes: ${first.open}.` : `${first.ours}.`;
}

/** Each verdict with its claims, linked; what was not run is counted. */
function so(claims: readonly ClaimVerdict[]): Markup {
  if (claims.length === 0) return markup`No claim is judged by it.`;
  const judged = claims.filter(({ verdict }) => verdict !== "not run");
  const groups = [...Map.groupBy(judged, ({ verdict, kind }) => `${kind} ${verdict}`).values()]
    .sort(([a], [b]) => compareKinds(a.kind, b.kind));
  const rest = claims.length - judged.length;
  return markup`${groups.map((group) => verdictOf(group[0].verdict, group))}${
    rest > 0 && markup`<span>${badge("not run")}: ${rest} of ${claims.length} claims.</span>`
  }`;
}

function verdictOf(verdict: Verdict, claims: readonly ClaimVerdict[]): Markup {
  const { kind } = claims[0];
  const links = claims.map(({ id, statement }, i) =>
    markup`${i > 0 && "; "}<a href="#claim-${id}">${statement}</a>`
  );
  return markup`<span class="${kind}">${badge(verdict)} (${kind}): ${links}.</span> `;
}
