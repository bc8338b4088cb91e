import type { JobRecord } from "../../records/record.ts";
import type { Charts } from "../charts/charts.ts";
import { renderFigures } from "../charts/figure.ts";
import { type Markup, markup } from "../page/markup.ts";
import { measuredFits } from "../readings/measured.ts";
import { missingNote } from "./missing_note.ts";
import { positionsSection } from "./positions_section.ts";

/** A section by its anchor and its name in the contents. */
export interface RunPart {
  readonly id: string;
  readonly name: string;
  readonly content: Markup;
}

/** What a run holds beyond what the paper prints. */
export function runParts(
  { records, charts }: { records: readonly JobRecord[]; charts: Charts },
): RunPart[] {
  const fits = measuredFits(records);
  return [
    {
      id: "accuracy",
      name: "Accuracy",
      content: markup`${missingNote(records)}${
        renderFigures(charts.accuracy, { absence: "No fit was measured in this run." })
      }`,
    },
    {
      id: "throughput",
      name: "Throughput",
      content: renderFigures(charts.throughput, {
        absence: "No throughput job was measured in this run.",
      }),
    },
    {
      id: "steps",
      name: "Steps",
      content: renderFigures(charts.steps, { absence: "No fit was measured in this run." }),
    },
    {
      id: "information",
      name: "Tokens and information",
      content: renderFigures(charts.information, { absence: "No fit was measured in this run." }),
    },
    {
      id: "positions",
      name: "Which position fails, and why",
      content: markup`${positionsSection(fits)}${renderFigures(charts.positions)}`,
    },
  ];
}
