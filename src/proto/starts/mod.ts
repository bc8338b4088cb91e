/**
 * Where a fit begins: one file a rule, and a line in each list here.
 *
 * @module
 */
import { given, type GivenRule } from "./given.ts";
import { normal, type NormalRule } from "./normal.ts";
import type { Start, StartRequest } from "./start.ts";

export type { GivenRule, NormalRule };

/** A recipe's start, as data; `from` names it. */
export type StartRule = NormalRule | GivenRule;

const starts = {
  normal,
  common: given,
  neighbour: given,
} satisfies Readonly<Record<StartRule["from"], unknown>>;

/** @throws RangeError where there is no such start */
export function startVectors(rule: StartRule, request: StartRequest): Float32Array {
  if (!Object.hasOwn(starts, rule.from)) {
    const known = Object.keys(starts).join(", ");
    throw new RangeError(`Cannot start a fit from "${rule.from}": known are ${known}`);
  }
  // Each rule goes to its own start, which TypeScript cannot follow through a table.
  return (starts[rule.from] as Start<StartRule>).vectors(rule, request);
}
