import { canonicalJson } from "./canonical.ts";
import type { Job } from "./record.ts";

/** What of a job says how it is computed and from which bytes, not what is asked. */
const answering = new Set([
  "codeSha256",
  "weightsSha256",
  "tokenizerSha256",
  "tokenIdsSha256",
  "documentsSha256",
  "standIn",
  "engine",
  "sentenceModel",
]);

/** Reasons why one of two jobs cannot do for the other, with what decides it. */
const reasons: readonly [reason: string, decides: (job: Job) => unknown][] = [
  ["other code", (job) => job.codeSha256],
  ["other weights", (job) => found(job, ["weightsSha256", "sentenceModel"])],
  ["another tokenizer", (job) => found(job, ["tokenizerSha256"])],
  ["other texts", (job) => found(job, ["tokenIdsSha256", "documentsSha256", "standIn"])],
  ["another numeric mode", ({ engine }) => engine.numeric],
  [
    "another engine, device, batch or number of threads",
    ({ engine: { numeric: _, ...rest } }) => rest,
  ],
  ["other settings of its recipe", (job) => "recipe" in job ? job.recipe : null],
];

/**
 * What a job asks, in a text: equal for jobs that differ in nothing but how, by which code and from
 * which bytes they are computed.
 */
export function questionOf(job: Job): string {
  const { recipe, ...rest } = job as Job & { readonly recipe?: { readonly name: string } };
  return canonicalJson(without({ ...rest, recipe: recipe?.name ?? null }));
}

/**
 * Why the result of one job is not taken for another's that asks the same; empty where they are the
 * same job.
 */
export function whyApart(one: Job, other: Job): readonly string[] {
  return reasons.filter(([, decides]) =>
    canonicalJson(decides(one) ?? null) !== canonicalJson(decides(other) ?? null)
  ).map(([reason]) => reason);
}

function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(without);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => !answering.has(name))
      .map(([name, inner]) => [name, without(inner)]),
  );
}

/** Every value of fields of these names, wherever in a job they are. */
function found(value: unknown, names: readonly string[]): unknown[] {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    names.includes(name) ? [inner] : found(inner, names)
  );
}
