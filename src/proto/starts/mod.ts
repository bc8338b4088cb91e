/**
 * Where a fit begins: one file a rule, and one line here.
 *
 * @module
 */
import { given } from "./given.ts";
import { normal } from "./normal.ts";
import type { Start, StartRequest } from "./start.ts";

const starts = {
  normal,
  common: given,
  neighbour: given,
};

type RuleOf<S> = S extends Start<infer Rule> ? Rule : never;

/** A recipe's start, as data; `from` names it. */
export type StartRule = RuleOf<typeof starts[keyof typeof starts]>;

/** @throws RangeError where there is no such start */
export function startVectors(rule: StartRule, request: StartRequest): Float32Array {
  if (!Object.hasOwn(starts, rule.from)) {
    const known = Object.keys(starts).join(", ");
    throw new RangeError(`Cannot start a fit from "${rule.from}": known are ${known}`);
  }
  // Each rule goes to its own start, which TypeScript cannot follow through a table.
  return (starts[rule.from] as Start<StartRule>).vectors(rule, request);
}
