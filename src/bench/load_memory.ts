/** Memory of this process that is in RAM, as Linux counts it. */
export interface ResidentMemory {
  /** Most there ever was, anonymous and file-backed together (VmHWM). */
  readonly peakBytes: number;
  /** Memory of the process's own (RssAnon): heaps, packed weights, activations. */
  readonly anonymousBytes: number;
  /**
   * Mapped files (RssFile): programs and weights in place. Shared, and given back under pressure. A
   * file that is mapped twice counts twice.
   */
  readonly fileBytes: number;
  /** All of it, each page divided among those that map it (Pss): mapped twice, it counts once. */
  readonly proportionalBytes: number;
}

/** What Linux says now. Deno shows it to a process with every permission only. */
export async function residentMemory(): Promise<ResidentMemory> {
  const [status, rollup] = await Promise.all(
    ["status", "smaps_rollup"].map((name) => Deno.readTextFile(`/proc/self/${name}`)),
  );
  return parseMemory(status + rollup);
}

/**
 * The memory lines of a /proc/…/status and smaps_rollup.
 *
 * @throws {SyntaxError} where one is missing
 */
export function parseMemory(lines: string): ResidentMemory {
  const bytes = (name: string) => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(lines);
    if (found !== null) return 1024 * Number(found[1]);
    throw new SyntaxError(`Cannot read memory of a process: Linux says nothing of "${name}"`);
  };
  return {
    peakBytes: bytes("VmHWM"),
    anonymousBytes: bytes("RssAnon"),
    fileBytes: bytes("RssFile"),
    proportionalBytes: bytes("Pss"),
  };
}
