/** A baseline that cannot stand beside what was measured, or none. */
export class NoBaselineError extends Error {}

/** There is none at this path. */
export function noBaseline(path: string): NoBaselineError {
  return new NoBaselineError(
    `Cannot compare: there is no baseline ${path}; make one with gate --bless "reason", or name a ` +
      `revision with --against`,
  );
}
