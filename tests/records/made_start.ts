import type { CommonStart } from "../../src/records/common_start.ts";

/** A common start of zeros with a metric of one direction, for a model of width 48. */
export function madeStart(model: string, { weightsSha256 = "0".repeat(64) } = {}): CommonStart {
  const made = {
    arrangement: "[e][m]×(N−1)",
    model,
    weightsSha256,
    texts: ["tuning-emma-01"],
    textSteps: 1,
    method: "made for a test",
    command: "deno test",
  };
  const rows = Float32Array.from({ length: 96 }, (_, i) => i === 0 ? 1 : 0);
  const metric = { rows, scales: Float32Array.of(1), rest: 1, startSha256: "", sha256: "made" };
  return { ...made, proto: new Float32Array(96), width: 48, metric: { ...made, ...metric } };
}
