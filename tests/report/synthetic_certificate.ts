import { recipes } from "../../src/proto/mod.ts";
import type { Certificate, Decoding } from "../../src/records/certificate_record.ts";
import { bitsPerToken, vectorFormats } from "../../src/records/vector_formats.ts";
import type { JobRecord } from "../../src/records/record.ts";

/** Invented throughout; no number here was measured by anything. */

const same: Decoding = { outcome: "measured", accuracy: 1, changed: [] };
const sigmas = [0.001, 0.01, 0.1];
const size = { vectors: 2, width: 64, tokens: 4 };

/** Three solutions of N = 4, the last of which says another third token in rounded weights. */
export function syntheticCertificate(
  { model = "synthetic-model", text = "synthetic", key = "c", engineReason }: {
    readonly model?: string;
    readonly text?: string;
    readonly key?: string;
    /** Why the other engine did not run; it did where absent. */
    readonly engineReason?: string;
  } = {},
): JobRecord<"certificate"> {
  const otherEngine: Decoding = engineReason === undefined
    ? same
    : { outcome: "not run", reason: engineReason };
  const certificates = [0, 1, 2].map((i): Certificate => ({
    fit: `${i}`.repeat(64),
    informationNats: 12 * Math.LN2,
    accuracy: 1,
    marginsNats: [4 + i, 2, i === 2 ? 0.03 : 1.5, 0.5],
    again: {
      otherEngine,
      everySlot: same,
      besideOthers: same,
      bfloat16Weights: i === 2 ? { outcome: "measured", accuracy: 0.75, changed: [3] } : same,
    },
    survives: i === 2 ? false : engineReason === undefined ? true : null,
    noise: sigmas.map((sigma, step) => ({ sigma, accuracies: [1, step === 2 ? 0.5 : 1] })),
    holdsUpToSigma: 0.01,
    stored: vectorFormats.map((format) => ({
      format,
      accuracy: format === "int4" && i === 0 ? 0.75 : 1,
      bitsPerToken: bitsPerToken(format, size),
    })),
  }));
  const engine = { numeric: "float32", weights: "packed", batch: 1, threads: 2 } as const;
  return {
    key: key.repeat(64),
    job: {
      kind: "certificate",
      model: { id: model, weightsSha256: "1".repeat(64), tokenizerSha256: "2".repeat(64) },
      engine: { ...engine, engine: "onnxruntime", device: "cpu" },
      codeSha256: "3".repeat(64),
      recipe: recipes.open,
      arrangement: "[e][m]×(N−1)",
      tokens: 4,
      solutions: certificates.map(({ fit }, i) => ({
        text: { id: `${text} ${i}`, source: "written", tokenIdsSha256: `${i}`.repeat(64) },
        seed: 7,
        fit,
      })),
      startId: 0,
      otherEngine: { ...engine, engine: "tfjs", device: "wasm" },
      otherBatch: 4,
      sigmas,
      draws: 2,
    },
    warnings: [],
    command: "deno task reproduce --profile synthetic",
    outcome: "measured",
    result: { certificates, leftOut: 0, publishedInBfloat16: false },
  };
}
