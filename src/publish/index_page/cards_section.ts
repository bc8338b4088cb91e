import type { DeviceRow } from "../../device/device_check.ts";
import { type Markup, markup } from "../../report/page/markup.ts";
import { renderTable } from "../../report/tables/table.ts";
import { checksFolder, type PublishedCheck } from "../device_checks.ts";
import { environmentName } from "../environment_name.ts";

/** What graphics cards did, the latest first; that none has is said. */
export function cardsSection(checks: readonly PublishedCheck[]): Markup {
  if (checks.length === 0) {
    return markup`<p><em>Not run</em>: no graphics card has been measured, and no figure of one is
claimed anywhere. <code>deno task device-check</code> measures one in minutes.</p>`;
  }
  return markup`${checks.toReversed().map(cardArticle)}`;
}

function cardArticle({ name, check }: PublishedCheck): Markup {
  const { machine, card, answers, rows, command, elapsedSeconds } = check;
  return markup`<article class="run" id="card-${name}">
<h3><a href="${checksFolder}/${name}.json">${card ?? name}</a></h3>
<p>${environmentName(machine)}; ${machine.startedAt.slice(0, 10)}, ${
    Math.round(elapsedSeconds)
  } s. Commit <code>${
    machine.commit ?? "unknown"
  }</code>, ONNX Runtime ${machine.onnxruntime}. Weights are random.</p>
<ul>${
    answers.map(({ device, state, detail }) =>
      markup`<li>A toy step on ${device}: ${state}, ${detail}</li>`
    )
  }</ul>
${
    renderTable({
      caption: `What ${name} measured`,
      columns: [
        { name: "What" },
        { name: "Who" },
        { name: "Model" },
        { name: "B × N" },
        { name: "Median" },
        { name: "Tokens a second" },
        { name: "Agrees with" },
      ],
      rows: rows.map(cells),
    }, { captionHidden: true, cards: true })
  }
<p class="facts"><code>${command}</code></p>
</article>
`;
}

function cells(row: DeviceRow): (string | Markup)[] {
  const { what, who, device, model, B, N } = row;
  const place = [what, `${who} on ${device}`, model, `${B} × ${N}`];
  if (row.state !== "measured") return [...place, row.state, "–", row.reason];
  const { medianMilliseconds, tokensPerSecond } = row.bench;
  return [
    ...place,
    `${medianMilliseconds.toPrecision(3)} ms`,
    tokensPerSecond.toPrecision(3),
    row.agreesWith ?? "the first at its size",
  ];
}
