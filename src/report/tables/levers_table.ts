import type { StudiedRung } from "../../records/study_data.ts";
import { leverGains } from "../readings/lever_gains.ts";
import { figure } from "../readings/number_format.ts";
import type { Table } from "./table.ts";

/** What each lever gave in one round of the halving. */
export function leversTable(rung: StudiedRung): Table {
  const { model, arrangement, tokens, texts, maxSteps, base } = rung;
  return {
    caption: `Levers (all open) on ${texts.length} tuning texts of ${tokens} tokens, at most ` +
      `${maxSteps} steps, ${model}, ${arrangement}`,
    columns: [
      { name: "recipe (open)" },
      { name: "question" },
      { name: "exact", numeric: true },
      { name: "mean steps", numeric: true },
      { name: `over ${base}’s`, numeric: true },
      { name: "[95 %]", numeric: true },
    ],
    rows: leverGains(rung).map(({ recipe, question, texts, exact, meanSteps, ratio }) => [
      recipe,
      question,
      `${exact} of ${texts}`,
      figure(meanSteps),
      ratio === null ? null : figure(ratio.estimate),
      ratio === null ? null : `[${figure(Math.max(0, ratio.low))}, ${figure(ratio.high)}]`,
    ]),
  };
}
