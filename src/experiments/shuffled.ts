import type { Stream } from "../random/mod.ts";

/** A random order of the items (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], stream: Stream): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}
