import assert from "node:assert/strict";
import { withWrittenText } from "../../src/experiments/written_text.ts";
import type { JobRecord } from "../../src/records/record.ts";

const decode = (ids: readonly number[]) => ids.map((id) => `<${id}>`).join("");
const record = {
  key: "k",
  job: { kind: "generation" },
  warnings: [],
  command: "",
  outcome: "measured",
  result: {
    ownSimilarity: 0.5,
    otherSimilarity: 0.25,
    writtenIds: [1, 2],
    afterText: { ownSimilarity: 0.5, otherSimilarity: 0.25, writtenIds: [3] },
  },
} as unknown as JobRecord<"generation">;

Deno.test("withWrittenText() says both writings as text and keeps all else", () => {
  const told = withWrittenText(record, { decode }) as typeof record & { outcome: "measured" };
  const { writtenText, afterText: { writtenText: after, ...otherAfter }, ...others } = told.result;
  assert.deepEqual([writtenText, after], ["<1><2>", "<3>"]);
  const { result } = record as typeof told;
  assert.deepEqual({ ...others, afterText: otherAfter }, result);
});

Deno.test("withWrittenText() leaves what wrote nothing as it is", () => {
  const notRun = { ...record, outcome: "not run", reason: "planted" } as JobRecord;
  const curve = { ...record, job: { kind: "curve" } } as unknown as JobRecord;
  for (const other of [notRun, curve]) assert.equal(withWrittenText(other, { decode }), other);
});
