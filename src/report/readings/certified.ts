import type { Certificate, CertificateJob } from "../../records/certificate_record.ts";
import { measured, ofKind } from "../../records/measured.ts";
import type { JobRecord } from "../../records/record.ts";

/** Certified solutions that may be compared: of one model, recipe, arrangement and length. */
export interface CertifiedGroup {
  readonly model: string;
  /** The model's name as part of a file's. */
  readonly fileName: string;
  /** Without the model: "open recipe, N = 4". */
  readonly name: string;
  readonly tokens: number;
  readonly solutions: readonly (Certificate & { readonly text: string; readonly seed: number })[];
  /** Fits that fell short of their text and were not certified. */
  readonly short: number;
  /** Where they were fitted, and the engine they were taken to. */
  readonly engine: string;
  readonly otherEngine: string;
  readonly publishedInBfloat16: boolean;
  readonly command: string;
}

/** The certificates of a run, a group a job, in its order. */
export function certifiedGroups(experiments: readonly JobRecord[]): CertifiedGroup[] {
  return measured(experiments, "certificate").map(({ job, result, command }) => {
    const byFit = new Map(job.solutions.map((solution) => [solution.fit, solution]));
    const solutions = result.certificates.map((certificate) => {
      const { text, seed } = byFit.get(certificate.fit)!;
      return { ...certificate, text: text.id, seed };
    });
    return {
      model: job.model.id,
      fileName: job.model.id.replace(/[^\w.-]+/g, "-"),
      name: nameOf(job),
      tokens: job.tokens,
      solutions,
      short: result.leftOut,
      engine: engineName(job.engine),
      otherEngine: engineName(job.otherEngine),
      publishedInBfloat16: result.publishedInBfloat16,
      command,
    };
  });
}

/** Why planned certificates are not there, each reason once. */
export function uncertified(experiments: readonly JobRecord[]): string[] {
  const reasons = ofKind(experiments, "certificate").flatMap((record) => {
    if (record.outcome === "measured") return [];
    const reason = record.outcome === "not run" ? record.reason : `it gave ${record.got}`;
    return `${record.job.model.id}, ${nameOf(record.job)}: ${reason}`;
  });
  return [...new Set(reasons)];
}

function nameOf({ recipe, arrangement, tokens, solutions }: CertificateJob): string {
  const sources = [...new Set(solutions.map(({ text }) => text.source))].join(" and ");
  const other = arrangement === "[e][m]×(N−1)" ? "" : `, ${arrangement}`;
  return `${recipe.name} recipe, ${sources}${other}, N = ${tokens}`;
}

function engineName({ engine, device }: CertificateJob["engine"]): string {
  if (engine !== "tfjs") return `ONNX Runtime ${device}`;
  return `TensorFlow.js ${device === "tensorflow" ? "native" : device}`;
}
