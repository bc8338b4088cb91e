import { divisionOf } from "../../claims/division.ts";
import { sourceName } from "../../claims/words.ts";
import { inlineJson } from "../page/inline_json.ts";
import { type Markup, markup } from "../page/markup.ts";
import { count, counted } from "../readings/number_format.ts";
import { loneToken, shownToken } from "../readings/shown_token.ts";
import type { Specimen, Stop } from "../readings/specimen.ts";

/**
 * One text beside what one pass gave back, at its end, with a slider over the steps of its fit that a
 * script works. Without scripts the end is what there is.
 */
export function specimenSection({ fit, stops }: Specimen): Markup {
  const { job, result } = fit;
  const end = stops[stops.length - 1];
  const right = `${count(result.correctTokens)} of ${counted(job.tokens, "token")} right`;
  return markup`<section class="specimen" id="specimen" aria-label="One text and what came back">
<div class="pair">
<div><h2>The text</h2><p class="tokens"><bdi>${
    result.targetTokens.map((token, i) => markup`<span>${shown(token, i)}</span>`)
  }</bdi></p></div>
<div><h2>Read back from two vectors, in one pass</h2><p class="tokens played"><bdi>${
    result.targetTokens.map((token, i) => place(token, end, i))
  }</bdi></p></div>
</div>
<div class="player"><button type="button" class="play">Play the fit</button>
<label><span class="unseen">Optimiser step</span><input type="range" min="0" max="${
    stops.length - 1
  }" value="${stops.length - 1}"></label>
<span class="at" aria-hidden="true">step ${count(end.step)}: ${right}</span></div>
<p class="note"><a href="#fit-${fit.key.slice(0, 12)}">${job.text.id}</a>, ${
    sourceName(job.text)
  }, ${counted(job.tokens, "token")}, ${job.model.id}, ${job.recipe.name} recipe (${
    divisionOf(job.recipe, job.engine) === "open" ? "open" : "closed"
  }). A wrong token is underlined${
    stops.some(({ wrong }) => wrong.includes(""))
      ? "; □ stands where the record does not say which one it was"
      : ""
  }.</p>
${inlineJson(course(stops, result.targetTokens), { id: "specimen-course" })}
</section>`;
}

/** What the player shows: words once, and each stop as a number a position. */
function course(stops: readonly Stop[], tokens: readonly string[]) {
  const guessed = stops.map(({ wrong }) =>
    wrong.map((one, i) => one === null ? null : guess(one, tokens[i]))
  );
  const words = [...new Set(guessed.flat().filter((one) => one !== null))];
  return {
    tokens: tokens.map(shown),
    words,
    // −1: right.
    stops: stops.map(({ step }, at) => ({
      step,
      at: guessed[at].map((one) => one === null ? -1 : words.indexOf(one)),
    })),
  };
}

function place(token: string, { wrong }: Stop, i: number): Markup {
  const other = wrong[i];
  return other === null
    ? markup`<span>${shown(token, i)}</span>`
    : markup`<span class="wrong">${guess(other, token)}</span>`;
}

/** A text that begins with a space begins a line without it. */
function shown(token: string, i: number): string {
  return i === 0 ? shownToken(token).trimStart() || loneToken(token) : shownToken(token);
}

/** A token that is not known takes the space of the one that should be there. */
function guess(token: string, wanted: string): string {
  if (token !== "") return shownToken(token);
  return wanted.startsWith(" ") ? " □" : "□";
}
