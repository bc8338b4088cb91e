/**
 * Each once, by its key, in the order in which they first came. Of what both have it is the later one,
 * or what `both` makes of the two.
 */
export function joined<T>(
  earlier: readonly T[],
  later: readonly T[],
  { by, both = (_, after) => after }: {
    readonly by: (one: T) => readonly (string | number)[];
    readonly both?: (before: T, after: T) => T;
  },
): T[] {
  const all = new Map<string, T>();
  for (const one of [...earlier, ...later]) {
    const key = JSON.stringify(by(one));
    const before = all.get(key);
    all.set(key, before === undefined ? one : both(before, one));
  }
  return [...all.values()];
}
