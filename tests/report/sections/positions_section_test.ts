import assert from "node:assert/strict";
import type { JobRecord } from "../../../src/records/record.ts";
import { measuredFits } from "../../../src/report/readings/measured.ts";
import { positionsSection } from "../../../src/report/sections/positions_section.ts";
import { generator, syntheticFit } from "../synthetic_records.ts";

Deno.test("positionsSection() says what the numbers say", () => {
  for (
    const [wrong, sentence] of [
      [[[1], [1, 3]], "position 1 is wrong in 2 of 2 stored solutions; later positions in 1 of 14"],
      [[[1], [1, 3]], "It fails more often than any other."],
      [[[3], [3]], "position 1 is wrong in 0 of 2 stored solutions; later positions in 2 of 14"],
      [[[3], [3]], "Position 3 fails most often: 2 of 2."],
      [[[1], [3]], "No position fails more often than position 1; 1 other fails as often."],
      [[[], []], "no position is wrong in any of the 2 stored solutions."],
    ] as const
  ) {
    const text = positionsSection(measuredFits(wrong.map(fitWrongAt))).html;
    assert.ok(text.includes(sentence), `${JSON.stringify(wrong)}: want ${sentence}\ngot ${text}`);
  }
});

function fitWrongAt(positions: readonly number[], text: number): JobRecord {
  const fit = syntheticFit({ tokens: 8, recipe: "open", text, random: generator(text) });
  assert.ok(fit.outcome === "measured" && "targetIds" in fit.result);
  const reconstructedIds = fit.result.targetIds.map((id, i) => positions.includes(i + 1) ? -1 : id);
  return { ...fit, result: { ...fit.result, reconstructedIds } } as JobRecord;
}
