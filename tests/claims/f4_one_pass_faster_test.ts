import assert from "node:assert/strict";
import { evaluateClaims } from "../../src/claims/mod.ts";
import { plantedThroughput } from "./planted_records.ts";

const reason = "there is no package node-llama-cpp";

/** Eight texts, one pass in 10 ms, our decoder in 50. */
function judged(
  other: Pick<Parameters<typeof plantedThroughput>[0], "otherDecoders" | "missingDecoders">,
) {
  const records = [1, 2, 3, 4, 5, 6, 7, 8].map((text) =>
    plantedThroughput({
      onePassMilliseconds: [10, 10 + text / 10],
      autoregressiveMilliseconds: [50, 50],
      ratio: { estimate: 5, low: 5, high: 5 },
      ...other,
    }, { text })
  );
  return evaluateClaims(records, { command: "planted" })
    .find(({ id }) => id === "F4-one-pass-faster")!;
}

Deno.test("one pass is held against the fastest decoder, and it is named", () => {
  const { ours } = judged({ otherDecoders: [{ decoder: "llama.cpp", milliseconds: [20, 20] }] });
  assert.match(ours!, /against llama\.cpp: × 1\.9/);
  const { ours: own } = judged({
    otherDecoders: [{ decoder: "llama.cpp", milliseconds: [60, 60] }],
  });
  assert.match(own!, /against our own decoder: × 4\.[89]/);
});

Deno.test("a decoder that was not at hand is named with the reason, once", () => {
  const { reason: said } = judged({ missingDecoders: [{ decoder: "llama.cpp", reason }] });
  assert.equal(said.split("Not timed: llama.cpp on planted-model (there is no package").length, 2);
  assert.ok(!judged({}).reason.includes("Not timed"));
});
